package org.featureflow.report.svg;

import java.awt.Graphics2D;
import java.util.function.Consumer;

/** What is drawn on a graphics, as a document. */
public final class SvgDrawing {
    private SvgDrawing() {}

    /**
     * The SVG document of a drawing. Text is drawn as outlines, so it looks the same everywhere.
     *
     * @param width of the page in points
     * @param height of the page in points
     * @param drawing draws on the graphics that it is given, which is of no use afterwards
     * @return the document; equal drawings give equal text
     * @throws UnsupportedOperationException if it draws a picture, or with another paint than a plain colour
     */
    public static String of(int width, int height, Consumer<Graphics2D> drawing) {
        SvgGraphics g = new SvgGraphics(width, height);
        try {
            drawing.accept(g);
        } finally {
            g.dispose();
        }
        return g.document();
    }
}
