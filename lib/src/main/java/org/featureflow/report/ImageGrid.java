package org.featureflow.report;

import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import org.featureflow.FeatureFlowException;
import org.featureflow.data.Images;

/** Images in rows, each with the name of its class: the first look at a data set. */
public final class ImageGrid {
    private static final int SIDE = 144;
    private static final int GAP = 12;
    private static final int TEXT = 34;
    private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 22);

    private ImageGrid() {}

    /**
     * The first images of a set, enlarged without smoothing.
     *
     * @param images the images
     * @param most at most this many
     * @param columns images a row, at least 1
     * @return a picture for a screen of double density: {@code columns} · 78 + 6 points wide
     * @throws FeatureFlowException if there is nothing to show
     */
    public static BufferedImage of(Images images, int most, int columns) {
        int count = Math.min(most, images.count());
        if (count < 1 || columns < 1) {
            throw new FeatureFlowException(
                    "A grid of images needs at least one image and one column, not " + count + " and " + columns + ".");
        }
        int rows = (count + columns - 1) / columns;
        BufferedImage grid = new BufferedImage(
                columns * (SIDE + GAP) + GAP, rows * (SIDE + TEXT + GAP) + GAP, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = grid.createGraphics();
        try {
            g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            g.setColor(Color.WHITE);
            g.fillRect(0, 0, grid.getWidth(), grid.getHeight());
            g.setFont(FONT);
            g.setColor(new Color(0x222222));
            for (int i = 0; i < count; i++) {
                int x = GAP + i % columns * (SIDE + GAP);
                int y = GAP + i / columns * (SIDE + TEXT + GAP);
                g.drawImage(images.picture(i), x, y, SIDE, SIDE, null);
                String name = images.classes().get(images.label(i));
                g.drawString(fitting(name, g.getFontMetrics()), x, y + SIDE + TEXT - 10);
            }
        } finally {
            g.dispose();
        }
        return grid;
    }

    private static String fitting(String name, FontMetrics metrics) {
        String shown = name;
        while (shown.length() > 1 && metrics.stringWidth(shown) > SIDE) {
            shown = shown.substring(0, shown.length() - 2) + "…";
        }
        return shown;
    }
}
