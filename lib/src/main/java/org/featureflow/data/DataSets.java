package org.featureflow.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.featureflow.FeatureFlowException;

/**
 * Opens a data set by name or folder. Names are looked for where {@link DataLocations} says. Say which was used:
 * {@link DataSet#describe()} is one line for that.
 */
public final class DataSets {
    /** The name of the generated set. */
    public static final String SYNTHETIC = "synthetic";

    private DataSets() {}

    /**
     * Every name that {@link #open} knows.
     *
     * @return {@code cifar10}, …, {@code synthetic}
     */
    public static List<String> names() {
        List<String> names =
                new ArrayList<>(KnownSet.all().stream().map(KnownSet::name).toList());
        names.add(SYNTHETIC);
        return List.copyOf(names);
    }

    /**
     * Opens a data set.
     *
     * @param nameOrFolder one of {@link #names()}, {@code synthetic:TRAIN:TEST:SIDE} for another number and size of generated images, or a
     *     folder: one of the known layouts, or one folder of pictures per class, with {@code @SIDE} behind it for another size
     * @return the set
     * @throws FeatureFlowException if it is not there (the message says how to get it) or damaged
     */
    public static DataSet open(String nameOrFolder) {
        return open(nameOrFolder, DataLocations.current());
    }

    static DataSet open(String nameOrFolder, DataLocations locations) {
        if (nameOrFolder.equals(SYNTHETIC)) {
            return Synthetic.standard();
        }
        if (nameOrFolder.startsWith(SYNTHETIC + ":")) {
            return Synthetic.sized(nameOrFolder);
        }
        Optional<KnownSet> known = KnownSet.named(nameOrFolder);
        if (known.isPresent()) {
            KnownSet set = known.get();
            Path folder = set.find(locations)
                    .orElseThrow(() -> new FeatureFlowException(set.name() + " is not in "
                            + where(locations) + "; get it with './ffr data fetch " + set.name() + "' (or java "
                            + "data-scripts/Fetch.java " + set.archive() + "), name its folder in "
                            + DataLocations.VARIABLE + ", or use '"
                            + SYNTHETIC + "'."));
            return set.reader().apply(folder);
        }
        return openFolder(existing(nameOrFolder));
    }

    /**
     * Opens a known set if it is there, else the generated one, which says so where it is described.
     *
     * @param name one of {@link #names()}
     * @return the set, or {@link Synthetic#standard()}
     * @throws FeatureFlowException if it is there but damaged, or {@code FEATUREFLOW_DATA} names no folder
     */
    public static DataSet openOrSynthetic(String name) {
        return openOrSynthetic(name, DataLocations.current());
    }

    static DataSet openOrSynthetic(String name, DataLocations locations) {
        Optional<KnownSet> known = KnownSet.named(name);
        if (known.isEmpty() || known.get().find(locations).isPresent()) {
            return open(name, locations);
        }
        DataSet made = Synthetic.standard();
        String instead = "since " + name + " is not in " + where(locations);
        return new DataSet(
                made.name(), made.train(), made.test(), made.normalization(), made.origin(), made.note(), instead);
    }

    /**
     * Images to evaluate a network on: the test images of a set, or all of one file of CIFAR records.
     *
     * @param nameFileOrFolder one of {@link #names()}, a folder, or a {@code .bin} file of CIFAR-10 or CIFAR-100 records
     * @return the images
     */
    public static Images testImages(String nameFileOrFolder) {
        if (!names().contains(nameFileOrFolder) && Files.isRegularFile(Path.of(nameFileOrFolder))) {
            Path file = Path.of(nameFileOrFolder);
            // Records of 3,073 and 3,074 bytes: a size that is a multiple of both needs over 3,000 records of either.
            boolean hundred =
                    file.toFile().length() % 3074 == 0 && file.toFile().length() % 3073 != 0;
            return hundred ? Cifar100.readFile(file, Cifar100.Labels.FINE) : Cifar10.readFile(file);
        }
        return open(nameFileOrFolder).test();
    }

    private static DataSet openFolder(PictureFolder named) {
        Path folder = named.path();
        for (KnownSet set : KnownSet.all()) {
            if (set.isAt().test(folder) || set.isAt().test(folder.resolve(set.folder()))) {
                if (named.side().isPresent()) {
                    throw new FeatureFlowException(
                            folder + " holds " + set.name() + ", whose images have one size; leave out @"
                                    + named.side().getAsInt() + ".");
                }
                return set.reader().apply(folder);
            }
        }
        return named.side().isPresent() ? ImageFolder.read(folder, named.side().getAsInt()) : ImageFolder.read(folder);
    }

    private static PictureFolder existing(String name) {
        PictureFolder folder = PictureFolder.of(name);
        if (Files.isDirectory(folder.path())) {
            return folder;
        }
        String what = Files.exists(folder.path()) ? " is a file, not a folder" : " is neither a data set nor a folder";
        throw new FeatureFlowException(
                "'" + name + "'" + what + "; the data sets are " + String.join(", ", names()) + ".");
    }

    private static String where(DataLocations locations) {
        List<String> roots = locations.roots().stream().map(Path::toString).toList();
        return String.join(" or ", roots);
    }
}
