package org.featureflow.io;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.featureflow.FeatureFlowException;

/**
 * Height and width of the images that a foreign network takes, where its file does not tell.
 *
 * @param height rows, at least 1
 * @param width columns, at least 1
 */
public record ImageSize(int height, int width) {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,5})x(\\d{1,5})");

    /**
     * Checks that an image of this size has pixels.
     *
     * @throws FeatureFlowException if a side is below 1
     */
    public ImageSize {
        if (height < 1 || width < 1) {
            throw new FeatureFlowException("Images of " + height + "×" + width + " have no pixels.");
        }
    }

    /**
     * The size that a text names.
     *
     * @param text {@code HEIGHTxWIDTH}, such as {@code 64x64}
     * @return the size
     * @throws FeatureFlowException if it reads otherwise
     */
    public static ImageSize parse(String text) {
        Matcher m = TEXT.matcher(text);
        if (!m.matches()) {
            throw new FeatureFlowException("An image's size is written such as 64x64, not “" + text + "”.");
        }
        return new ImageSize(Integer.parseInt(m.group(1)), Integer.parseInt(m.group(2)));
    }

    @Override
    public String toString() {
        return height + "×" + width;
    }
}
