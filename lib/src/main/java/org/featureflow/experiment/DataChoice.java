package org.featureflow.experiment;

import java.lang.ref.SoftReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.featureflow.FeatureFlowException;
import org.featureflow.Folders;
import org.featureflow.data.DataSet;
import org.featureflow.data.DataSets;
import org.featureflow.data.ImageFolder;
import org.featureflow.data.PictureFolder;

/**
 * The images of a run.
 *
 * @param name as {@code ffr data list} prints it, such as {@code cifar10}
 * @param checksum of the images and labels, as {@link org.featureflow.data.DataSet#checksum} gives it for the whole set
 * @param train at most so many training images, validation included; 0 for all
 * @param test at most so many test images; 0 for all
 */
public record DataChoice(String name, String checksum, int train, int test) {
    /** Runs follow each other in one JVM, and decoding a set takes seconds. */
    private static final Map<String, Opened> OPENED = new ConcurrentHashMap<>();

    /** A set as it was when its folder had last been changed; the epoch for sets that are no folder of pictures. */
    private record Opened(FileTime changed, SoftReference<DataSet> set) {}

    /**
     * Checks the numbers.
     *
     * @throws FeatureFlowException if there is no name or checksum, or a number is negative
     */
    public DataChoice {
        if (name == null || name.isBlank() || checksum == null || checksum.isBlank()) {
            throw new FeatureFlowException("A run's data need a name and a checksum; name a data set such as cifar10.");
        }
        if (train < 0 || test < 0) {
            throw new FeatureFlowException("A run cannot use " + (train < 0 ? train + " training" : test + " test")
                    + " images; give a positive number, or 0 for all.");
        }
    }

    /**
     * Images of this machine.
     *
     * @param name one of {@link DataSets#names()}, or a folder as {@link PictureFolder} names it; however a relative one is written, {@code
     *     pics}, {@code ./pics} and {@code pics/} are the same choice
     * @param train at most so many training images; 0 for all
     * @param test at most so many test images; 0 for all
     * @return the choice, with the checksum of what is here
     * @throws FeatureFlowException if the set is not here
     */
    public static DataChoice of(String name, int train, int test) {
        DataSet set = opened(name);
        return new DataChoice(
                spelling(name),
                set.checksum(),
                train >= set.train().count() ? 0 : train,
                test >= set.test().count() ? 0 : test);
    }

    /**
     * The same images wherever they lie, for comparing runs of several machines.
     *
     * @return a copy without the set's name
     */
    public DataChoice anywhere() {
        return new DataChoice("images", checksum, train, test);
    }

    /**
     * The folder that is meant where the name is none of a set.
     *
     * @return empty for a known set and for generated images
     */
    public Optional<Path> folder() {
        return folder(name).map(PictureFolder::path);
    }

    private static Optional<PictureFolder> folder(String name) {
        boolean known = DataSets.names().contains(name) || name.startsWith(DataSets.SYNTHETIC + ":");
        return known ? Optional.empty() : Optional.of(PictureFolder.of(name));
    }

    /** A relative folder without detours: it is part of what identifies a run. Not where that would mean something else. */
    private static String spelling(String name) {
        PictureFolder folder = folder(name).orElse(null);
        if (folder == null || folder.path().isAbsolute() || !Files.isDirectory(folder.path())) {
            return name;
        }
        String direct = folder.at(Folders.direct(folder.path())).toString();
        // A folder may be called as a known set is.
        return DataSets.names().contains(direct) ? name : direct;
    }

    /**
     * Opens the images; kept in memory while there is room, for the next run.
     *
     * @return at most so many as chosen
     * @throws FeatureFlowException if they are not here, or are others than those of the checksum
     */
    public DataSet open() {
        DataSet set = opened(name);
        if (!set.checksum().equals(checksum)) {
            throw new FeatureFlowException("The images of " + name + " in " + set.origin()
                    + " are others than the run was specified with (SHA-256 "
                    + brief(set.checksum()) + ", not " + brief(checksum)
                    + "); fetch the set again, or specify the run anew.");
        }
        return set.limit(train == 0 ? Integer.MAX_VALUE : train, test == 0 ? Integer.MAX_VALUE : test);
    }

    private static String brief(String checksum) {
        return checksum.substring(0, Math.min(12, checksum.length())) + "…";
    }

    private static DataSet opened(String name) {
        FileTime changed =
                folder(name).map(PictureFolder::path).map(ImageFolder::changed).orElse(FileTime.fromMillis(0));
        Opened before = OPENED.get(name);
        DataSet set = before == null || !before.changed.equals(changed) ? null : before.set.get();
        if (set == null) {
            set = DataSets.open(name);
            OPENED.put(name, new Opened(changed, new SoftReference<>(set)));
        }
        return set;
    }
}
