package org.featureflow.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.featureflow.FeatureFlowException;

/**
 * CIFAR-10 in its official binary layout: {@code data_batch_1.bin} … {@code data_batch_5.bin} and {@code test_batch.bin}, records of one
 * label byte and 3,072 pixel bytes (A. Krizhevsky, "Learning multiple layers of features from tiny images", 2009).
 */
public final class Cifar10 {
    /** The classes, in the order of their labels. */
    public static final List<String> CLASSES =
            List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

    /** The folder that the official archive unpacks to. */
    static final String FOLDER = "cifar-10-batches-bin";

    private static final CifarFile FORMAT = new CifarFile(1, 0, 10);

    /** From losslessly kept copies of the first 1,000 training and test images. */
    static final Fingerprint OFFICIAL = new Fingerprint(
            50_000,
            10_000,
            1000,
            "29afc5d98b6b245b6205dadfe60b5574e777abc30e0de91e95a288ef54435f58",
            "f167149948fc8fe0b9a76ba86421e987817f98b63761ba9415c5d42664d51f03",
            Map.of("4eb39989076f59534ebcd566c360973d70a739de7832974a0156a4c8214a40f3", "JPEG q75 re-encode"));

    private Cifar10() {}

    /**
     * Reads the whole set.
     *
     * @param folder the folder with the six files, or the one that {@code cifar-10-batches-bin} lies in
     * @return the set; its note says so if the bytes are not the official ones
     * @throws FeatureFlowException if a file is missing, of a wrong size, or has a label above 9
     */
    public static DataSet read(Path folder) {
        Path inner = folder.resolve(FOLDER);
        Path at = Files.isDirectory(inner) ? inner : folder;
        List<Path> batches = IntStream.rangeClosed(1, 5)
                .mapToObj(i -> at.resolve("data_batch_" + i + ".bin"))
                .toList();
        Images train = FORMAT.images("cifar10 train", batches, CLASSES);
        Images test = FORMAT.images("cifar10 test", List.of(at.resolve("test_batch.bin")), CLASSES);
        return new DataSet(
                "cifar10", train, test, Normalization.CIFAR10, at.toString(), OFFICIAL.note(train, test, at));
    }

    /**
     * Reads one file of CIFAR-10 records, of any number.
     *
     * @param file records of 3,073 bytes
     * @return the images, in the order of the file
     * @throws FeatureFlowException if the size is not a multiple of 3,073 or a label is above 9
     */
    public static Images readFile(Path file) {
        return FORMAT.images(file.getFileName().toString(), List.of(file), CLASSES);
    }

    /** Whether a folder looks like this data set. */
    static boolean isAt(Path folder) {
        return Files.exists(folder.resolve("data_batch_1.bin")) || Files.exists(folder.resolve("test_batch.bin"));
    }
}
