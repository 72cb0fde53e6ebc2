package org.featureflow.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.featureflow.nn.FeatureShape;

/**
 * A folder as commands and sweeps name it: its path, and behind an {@code @} the side to which its pictures are scaled, such as {@code
 * pictures@224}.
 *
 * @param path of the folder
 * @param side rows and columns of every image; empty for what {@link ImageFolder#read(Path)} chooses
 */
public record PictureFolder(Path path, OptionalInt side) {
    private static final Pattern SIZED = Pattern.compile("(.+)@(\\d{1,4})");

    /**
     * The folder of a name.
     *
     * @param name a path, or a path and {@code @SIDE}; a folder that is called so itself is meant as it is
     * @return the folder, which need not be there
     */
    public static PictureFolder of(String name) {
        Matcher sized = SIZED.matcher(name);
        return sized.matches() && !Files.isDirectory(Path.of(name))
                ? new PictureFolder(Path.of(sized.group(1)), OptionalInt.of(Integer.parseInt(sized.group(2))))
                : new PictureFolder(Path.of(name), OptionalInt.empty());
    }

    /**
     * The same pictures at the same size by another path.
     *
     * @param other leads to the same folder
     * @return a copy
     */
    public PictureFolder at(Path other) {
        return new PictureFolder(other, side);
    }

    /**
     * What to say to somebody whose network cannot take the images.
     *
     * @param wanted shape of the network's input
     * @param given shape of the images
     * @return a sentence with a space before it; empty where another size would not help
     */
    static String hint(FeatureShape wanted, FeatureShape given) {
        boolean helps =
                !wanted.equals(given) && wanted.channels() == given.channels() && wanted.height() == wanted.width();
        return helps ? " Pictures in a folder are read at its size as FOLDER@" + wanted.height() + "." : "";
    }

    /** The name, as {@link #of} takes it. */
    @Override
    public String toString() {
        return side.isPresent() ? path + "@" + side.getAsInt() : path.toString();
    }
}
