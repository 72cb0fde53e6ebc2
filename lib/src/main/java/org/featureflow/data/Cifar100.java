package org.featureflow.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.featureflow.FeatureFlowException;

/**
 * CIFAR-100 in its official binary layout: {@code train.bin} and {@code test.bin}, records of a coarse label, a fine label and 3,072 pixel
 * bytes (A. Krizhevsky 2009).
 */
public final class Cifar100 {
    /** The folder that the official archive unpacks to. */
    static final String FOLDER = "cifar-100-binary";

    static final Fingerprint OFFICIAL = new Fingerprint(
            50_000,
            10_000,
            900,
            "74f30134f56daf8bd4f6e0350fc2ade592ca1afe1e0ac919e701e5f8b2637210",
            "8eabccc3a4f6688ee065019c20ae82568948beefea62e3df6f00e907d108c1a6",
            Map.of());

    private Cifar100() {}

    /** Which of the two labels of each image to learn. */
    public enum Labels {
        /** The 100 classes. */
        FINE(100, "fine_label_names.txt"),
        /** The 20 groups of five classes each. */
        COARSE(20, "coarse_label_names.txt");

        private final int classes;
        private final String namesFile;

        Labels(int classes, String namesFile) {
            this.classes = classes;
            this.namesFile = namesFile;
        }

        private CifarFile format() {
            return new CifarFile(2, this == FINE ? 1 : 0, classes);
        }

        /** Class names from the file beside the data, or numbers where there is none. */
        private List<String> names(Path folder) {
            Path file = folder.resolve(namesFile);
            if (!Files.exists(file)) {
                return IntStream.range(0, classes).mapToObj(i -> "class " + i).toList();
            }
            List<String> names;
            try {
                names = Files.readAllLines(file).stream()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .toList();
            } catch (IOException e) {
                throw new FeatureFlowException(file + " cannot be read; fetch the data set again.", e);
            }
            if (names.size() != classes) {
                throw new FeatureFlowException(file + " has " + names.size() + " class names instead of " + classes
                        + "; fetch the data set again.");
            }
            return names;
        }
    }

    /**
     * Reads the set with its 100 fine classes.
     *
     * @param folder the folder with {@code train.bin} and {@code test.bin}, or the one that {@code cifar-100-binary} lies in
     * @return the set; its note says so if it is incomplete or the bytes are not the official ones
     */
    public static DataSet read(Path folder) {
        return read(folder, Labels.FINE);
    }

    /**
     * Reads the set.
     *
     * @param folder the folder with {@code train.bin} and {@code test.bin}, or the one that {@code cifar-100-binary} lies in
     * @param labels which labels to take
     * @return the set; its note says so if it is incomplete or the bytes are not the official ones
     * @throws FeatureFlowException if a file is missing, of a wrong size, or has a label out of range
     */
    public static DataSet read(Path folder, Labels labels) {
        Path inner = folder.resolve(FOLDER);
        Path at = Files.isDirectory(inner) ? inner : folder;
        Images train = readFile(at.resolve("train.bin"), labels);
        Images test = readFile(at.resolve("test.bin"), labels);
        String name = labels == Labels.FINE ? "cifar100" : "cifar100-coarse";
        String note = OFFICIAL.note(train, test, at);
        return new DataSet(name, train, test, Normalization.CIFAR100, at.toString(), note);
    }

    /**
     * Reads one file of CIFAR-100 records, of any number.
     *
     * @param file records of 3,074 bytes
     * @param labels which labels to take
     * @return the images, in the order of the file
     */
    public static Images readFile(Path file, Labels labels) {
        String name = "cifar100 " + file.getFileName().toString().replace(".bin", "");
        Path folder = file.toAbsolutePath().getParent();
        return labels.format().images(name, List.of(file), labels.names(folder));
    }

    /** Whether a folder looks like this data set. */
    static boolean isAt(Path folder) {
        return Files.exists(folder.resolve("train.bin")) || Files.exists(folder.resolve("test.bin"));
    }
}
