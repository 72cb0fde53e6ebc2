package org.featureflow.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.featureflow.FeatureFlowException;

/**
 * Tiny ImageNet in the layout of its official archive (Stanford CS231n): {@code wnids.txt}, {@code train/WNID/images/*.JPEG},
 * {@code val/images} with {@code val/val_annotations.txt}; 64 × 64 pixels. The labels of its test folder were never published, so the
 * validation images are what networks are tested on. A folder with fewer than the 200 classes is read as it is.
 */
public final class TinyImageNet {
    /** The folder that the official archive unpacks to. */
    static final String FOLDER = "tiny-imagenet-200";

    private static final int SIDE = 64;
    private static final int CLASSES = 200;
    private static final int SIZE = 3 * SIDE * SIDE;

    private TinyImageNet() {}

    /**
     * Reads the set; the first time images are decoded, later starts map the decoded bytes from the user's cache.
     *
     * @param folder the folder with {@code wnids.txt}, or the one that {@code tiny-imagenet-200} lies in
     * @return the set, classes in the order of {@code wnids.txt}
     * @throws FeatureFlowException if a list or an image is missing, doubled or damaged
     */
    public static DataSet read(Path folder) {
        return read(folder, DataLocations.current().decoded());
    }

    static DataSet read(Path folder, DecodedCache cache) {
        Path inner = folder.resolve(FOLDER);
        Path at = Files.isDirectory(inner) ? inner : folder;
        List<String> ids = ids(at.resolve("wnids.txt"));
        List<String> names = names(at.resolve("words.txt"), ids);
        Images train = images("tiny-imagenet train", at, trainFiles(at, ids), names, cache);
        Images test = images("tiny-imagenet val", at, validationFiles(at, ids), names, cache);
        String note = Fingerprint.noteIn(at);
        if (ids.size() < CLASSES) {
            String part = "the first " + ids.size() + " of " + CLASSES + " classes";
            note = note.isEmpty() ? part : note + "; " + part;
        }
        return new DataSet("tiny-imagenet", train, test, Normalization.TINY_IMAGENET, at.toString(), note);
    }

    private static Images images(
            String name, Path at, List<ImageSource> files, List<String> names, DecodedCache cache) {
        Pixels pixels = cache.pixels(name.replace(' ', '-'), at, files, SIZE, TinyImageNet::decode);
        int[] labels = files.stream().mapToInt(ImageSource::label).toArray();
        return new Images(name, pixels, 3, SIDE, SIDE, labels, names);
    }

    private static byte[] decode(Path file) {
        ImageFile.Picture picture = ImageFile.read(file);
        if (picture.height() != SIDE || picture.width() != SIDE) {
            throw new FeatureFlowException(file + " has " + picture.width() + "×" + picture.height()
                    + " pixels instead of 64×64; restore it from the archive.");
        }
        return picture.planes();
    }

    private static List<String> ids(Path file) {
        List<String> ids = Listing.lines(file);
        Set<String> seen = new HashSet<>();
        for (String id : ids) {
            if (!id.matches("n\\d{8}")) {
                throw new FeatureFlowException(
                        file + " has the line '" + id + "', which is no class id such as n01443537; restore it.");
            }
            if (!seen.add(id)) {
                throw new FeatureFlowException(file + " names class " + id + " twice; restore it from the archive.");
            }
        }
        if (ids.isEmpty()) {
            throw new FeatureFlowException(file + " is empty; restore it from the archive.");
        }
        return ids;
    }

    /** The first word for each class; its id where {@code words.txt} does not know it. */
    private static List<String> names(Path file, List<String> ids) {
        Map<String, String> words = new HashMap<>();
        if (Files.exists(file)) {
            for (String line : Listing.lines(file)) {
                String[] parts = line.split("\t", 2);
                if (parts.length == 2) {
                    words.put(parts[0], parts[1].split(",")[0]);
                }
            }
        }
        return ids.stream().map(id -> words.getOrDefault(id, id)).toList();
    }

    private static List<ImageSource> trainFiles(Path at, List<String> ids) {
        List<ImageSource> files = new ArrayList<>();
        for (int label = 0; label < ids.size(); label++) {
            Path folder = at.resolve("train").resolve(ids.get(label)).resolve("images");
            List<Path> images = Listing.images(folder);
            if (images.isEmpty()) {
                throw new FeatureFlowException(folder + " has no images; unpack the archive again.");
            }
            for (Path image : images) {
                files.add(new ImageSource(image, label));
            }
        }
        return files;
    }

    private static List<ImageSource> validationFiles(Path at, List<String> ids) {
        Path annotations = at.resolve("val").resolve("val_annotations.txt");
        Path folder = at.resolve("val").resolve("images");
        Set<Path> present = new HashSet<>(Listing.images(folder));
        Set<String> seen = new HashSet<>();
        List<ImageSource> files = new ArrayList<>();
        for (String line : Listing.lines(annotations)) {
            String[] parts = line.split("\t");
            int label = parts.length < 2 ? -1 : ids.indexOf(parts[1]);
            if (label < 0 || parts[0].contains("/")) {
                throw new FeatureFlowException(annotations + " has the line '" + line
                        + "', which does not name a file and a class of wnids.txt; restore it.");
            }
            if (!seen.add(parts[0])) {
                throw new FeatureFlowException(annotations + " labels " + parts[0] + " twice; restore it.");
            }
            Path file = folder.resolve(parts[0]);
            if (!present.remove(file)) {
                throw new FeatureFlowException(
                        file + " is missing, but val_annotations.txt names it; unpack the archive again.");
            }
            files.add(new ImageSource(file, label));
        }
        if (!present.isEmpty()) {
            Path first = present.stream().sorted().findFirst().orElseThrow();
            throw new FeatureFlowException(
                    first + " has no line in val_annotations.txt; restore that file or remove the image.");
        }
        return files;
    }

    /** Whether a folder looks like this data set. */
    static boolean isAt(Path folder) {
        return Files.exists(folder.resolve("wnids.txt"));
    }
}
