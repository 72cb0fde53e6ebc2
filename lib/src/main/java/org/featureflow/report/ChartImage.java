package org.featureflow.report;

import java.awt.Dimension;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import org.featureflow.report.svg.SvgDrawing;
import org.knowm.xchart.internal.chartpart.Chart;

/** Draws charts. Twice the pixels of an ordinary screen are sharp on screens of high density and in print. */
public final class ChartImage {
    private static final int SCALE = 2;

    private ChartImage() {}

    /**
     * The picture of a chart with twice its width and height in pixels. A chart whose legend would be cut off becomes wider.
     *
     * @param chart any XChart chart
     * @return the picture
     */
    public static BufferedImage of(Chart<?, ?> chart) {
        return of(chart, SCALE);
    }

    /**
     * The picture of a chart.
     *
     * @param chart any XChart chart
     * @param scale pixels a point of the chart, at least 1
     * @return the picture
     */
    public static BufferedImage of(Chart<?, ?> chart, int scale) {
        Dimension size = LegendFit.sizeOf(chart);
        BufferedImage image = new BufferedImage(scale * size.width, scale * size.height, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        try {
            g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
            g.setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
            g.scale(scale, scale);
            chart.paint(g, size.width, size.height);
        } finally {
            g.dispose();
        }
        return image;
    }

    /**
     * The picture as a PNG file.
     *
     * @param chart any XChart chart
     * @return the file's bytes
     */
    public static byte[] png(Chart<?, ?> chart) {
        return png(of(chart));
    }

    /**
     * A picture as a PNG file.
     *
     * @param image any picture
     * @return the file's bytes
     */
    public static byte[] png(BufferedImage image) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /**
     * The chart as SVG, for papers. Text is drawn as outlines, so it looks the same everywhere.
     *
     * @param chart any XChart chart without pictures in it
     * @return the SVG document
     */
    public static String svg(Chart<?, ?> chart) {
        Dimension size = LegendFit.sizeOf(chart);
        return SvgDrawing.of(size.width, size.height, g -> chart.paint(g, size.width, size.height));
    }
}
