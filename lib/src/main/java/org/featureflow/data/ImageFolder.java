package org.featureflow.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.featureflow.FeatureFlowException;

/**
 * A folder of pictures, one folder per class. Either {@code train/CLASS/*} with {@code test/CLASS/*} (or {@code val}), or {@code CLASS/*}
 * alone, of which a fifth is held out for testing by a fixed seed. Pictures are scaled so that the shorter side fits and cropped to the
 * middle square; gray ones become colour.
 */
public final class ImageFolder {
    /** The side chosen for larger pictures when none is asked for. */
    private static final int USUAL_SIDE = 64;

    private static final long SPLIT_SEED = 0;

    private ImageFolder() {}

    /**
     * Reads a folder at the size of its first picture, or at 64 × 64 if that is larger.
     *
     * @param folder the folder
     * @return the set, classes by name
     */
    public static DataSet read(Path folder) {
        Path first = firstImage(folder);
        ImageFile.Picture picture = ImageFile.read(first);
        return read(folder, Math.min(USUAL_SIDE, Math.min(picture.height(), picture.width())));
    }

    /**
     * Reads a folder.
     *
     * @param folder the folder
     * @param side rows and columns to scale every picture to
     * @return the set, classes by name
     * @throws FeatureFlowException if there are no classes, a class has no pictures, a picture is damaged, or testing names other classes
     */
    public static DataSet read(Path folder, int side) {
        return read(folder, side, DataLocations.current().decoded());
    }

    static DataSet read(Path folder, int side, DecodedCache cache) {
        if (side < 8) {
            throw new FeatureFlowException("Images of " + side + " pixels are too small; ask for 8 or more.");
        }
        String name = folder.toAbsolutePath().normalize().getFileName().toString();
        Path train = folder.resolve("train");
        if (Files.isDirectory(train)) {
            Path test = testFolder(folder);
            List<String> classes = classes(train);
            for (String other : classes(test)) {
                if (!classes.contains(other)) {
                    throw new FeatureFlowException(test.resolve(other) + " is a class that " + train
                            + " does not have; remove one or add the other.");
                }
            }
            Images trainImages = images(name + " train", train, classes, side, cache);
            Images testImages = images(name + " test", test, classes, side, cache);
            return finished(name, trainImages, testImages, folder, "");
        }
        Images all = images(name, folder, classes(folder), side, cache);
        Split split = Split.of(all, Math.max(1, all.count() / 5), all, SPLIT_SEED);
        return finished(name, split.train(), split.validation(), folder, "a fifth held out for testing");
    }

    private static DataSet finished(String name, Images train, Images test, Path folder, String extra) {
        String own = Fingerprint.noteIn(folder);
        String note = own.isEmpty() || extra.isEmpty() ? own + extra : own + "; " + extra;
        return new DataSet(name, train, test, Normalization.of(train), folder.toString(), note);
    }

    /**
     * When a picture was last added, renamed or taken away, by the times of the folders.
     *
     * @param folder as for {@link #read(Path)}
     * @return the latest time; the epoch if there is no such folder
     */
    public static FileTime changed(Path folder) {
        if (!Files.isDirectory(folder)) {
            return FileTime.fromMillis(0);
        }
        Stream<Path> classes = Files.isDirectory(folder.resolve("train"))
                ? Stream.of("train", "test", "val")
                        .map(folder::resolve)
                        .filter(Files::isDirectory)
                        .flatMap(part -> Stream.concat(Stream.of(part), Listing.folders(part).stream()))
                : Listing.folders(folder).stream();
        return Stream.concat(Stream.of(folder), classes)
                .map(ImageFolder::time)
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    private static FileTime time(Path folder) {
        try {
            return Files.getLastModifiedTime(folder);
        } catch (IOException e) {
            throw new FeatureFlowException("Cannot read " + folder + " (" + e.getMessage() + ").", e);
        }
    }

    private static Path testFolder(Path folder) {
        return List.of("test", "val").stream()
                .map(folder::resolve)
                .filter(f -> Files.isDirectory(f) && !Listing.folders(f).isEmpty())
                .findFirst()
                .orElseThrow(
                        () -> new FeatureFlowException(
                                folder
                                        + " has a train folder but neither test nor val with a folder per class beside it; add one of them."));
    }

    private static List<String> classes(Path folder) {
        List<String> classes = Listing.folders(folder).stream()
                .map(path -> path.getFileName().toString())
                .toList();
        if (classes.isEmpty()) {
            throw new FeatureFlowException(folder
                    + " has no folders; a folder of images needs one folder per class, or train and test with these.");
        }
        return classes;
    }

    private static Images images(String name, Path folder, List<String> classes, int side, DecodedCache cache) {
        List<ImageSource> files = new ArrayList<>();
        IntStream.range(0, classes.size()).forEach(label -> {
            Path of = folder.resolve(classes.get(label));
            if (Files.isDirectory(of)) {
                List<Path> images = Listing.images(of);
                if (images.isEmpty()) {
                    throw new FeatureFlowException(
                            of + " has no images (JPEG, PNG, BMP or GIF); add some or remove it.");
                }
                images.forEach(image -> files.add(new ImageSource(image, label)));
            }
        });
        Pixels pixels = cache.pixels(
                name.replaceAll("[^A-Za-z0-9]+", "-"),
                folder,
                files,
                3 * side * side,
                file -> Resize.square(ImageFile.read(file), side));
        int[] labels = files.stream().mapToInt(ImageSource::label).toArray();
        return new Images(name, pixels, 3, side, side, labels, classes);
    }

    private static Path firstImage(Path folder) {
        Path train = folder.resolve("train");
        Path classes = Files.isDirectory(train) ? train : folder;
        for (Path one : Listing.folders(classes)) {
            List<Path> images = Listing.images(one);
            if (!images.isEmpty()) {
                return images.get(0);
            }
        }
        throw new FeatureFlowException(folder
                + " has no images in folders; a folder of images needs one folder per class with JPEG or PNG files.");
    }
}
