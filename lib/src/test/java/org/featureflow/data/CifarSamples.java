package org.featureflow.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Small files in CIFAR's layouts with random pixels. */
final class CifarSamples {
    private CifarSamples() {}

    static byte[] records(int count, int labelBytes, int classes, long seed) {
        int size = labelBytes + 3072;
        byte[] bytes = new byte[count * size];
        new Random(seed).nextBytes(bytes);
        for (int i = 0; i < count; i++) {
            for (int b = 0; b < labelBytes; b++) {
                bytes[i * size + b] = (byte) (i % classes);
            }
        }
        return bytes;
    }

    /** A whole CIFAR-10 folder with a few records per file. */
    static Path cifar10(Path folder, int perFile) throws IOException {
        Files.createDirectories(folder);
        for (int i = 1; i <= 5; i++) {
            Files.write(folder.resolve("data_batch_" + i + ".bin"), records(perFile, 1, 10, i));
        }
        Files.write(folder.resolve("test_batch.bin"), records(perFile, 1, 10, 6));
        return folder;
    }

    static Images random(int count, int side, int classes) {
        byte[] pixels = new byte[count * 3 * side * side];
        new Random(7).nextBytes(pixels);
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            labels[i] = i % classes;
        }
        return Images.of("random", pixels, 3, side, side, labels, Cifar10.CLASSES.subList(0, classes));
    }
}
