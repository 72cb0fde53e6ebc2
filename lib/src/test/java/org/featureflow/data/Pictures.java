package org.featureflow.data;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;

/** Writes small pictures for tests. */
final class Pictures {
    private Pictures() {}

    static Path save(Path file, BufferedImage image) {
        try {
            Files.createDirectories(file.getParent());
            String name = file.getFileName().toString();
            ImageIO.write(image, name.endsWith("png") ? "png" : "jpg", file.toFile());
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path plain(Path file, int side, int rgb) {
        BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        int[] colors = new int[side * side];
        Arrays.fill(colors, rgb);
        image.setRGB(0, 0, side, side, colors, 0, side);
        return save(file, image);
    }

    static Path gray(Path file, int side, int value) {
        BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_GRAY);
        int[] samples = new int[side * side];
        Arrays.fill(samples, value);
        image.getRaster().setSamples(0, 0, side, side, 0, samples);
        return save(file, image);
    }

    /** Keeps the first part of a file. */
    static void truncate(Path file, double share) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, (int) (bytes.length * share)));
    }

    /** A picture with detail everywhere, so that every byte of its file matters. */
    static Path busy(Path file, int side) {
        BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        CounterRandom random = CounterRandom.of(1, 2, 3);
        for (int i = 0; i < side * side; i++) {
            image.setRGB(i % side, i / side, (int) random.next() & 0xFFFFFF);
        }
        return save(file, image);
    }
}
