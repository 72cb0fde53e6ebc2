package org.featureflow.report;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import javax.imageio.ImageIO;
import org.featureflow.FeatureFlowException;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.internal.chartpart.Chart;

/** Draws charts. Twice the pixels of an ordinary screen are sharp on screens of high density and in print. */
public final class ChartImage {
    private static final int SCALE = 2;

    private ChartImage() {}

    /**
     * The picture of a chart with twice its width and height in pixels.
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
        int width = chart.getWidth();
        int height = chart.getHeight();
        BufferedImage image = new BufferedImage(scale * width, scale * height, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        try {
            g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
            g.setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
            g.scale(scale, scale);
            chart.paint(g, width, height);
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
     * The chart as SVG, for papers. Needs the library VectorGraphics2D, which is not part of the toolkit, on the class path.
     *
     * @param chart any XChart chart
     * @return the SVG document
     * @throws FeatureFlowException if the library is missing
     */
    // XChart deprecates its encoder for the library being old; there is no other.
    @SuppressWarnings("deprecation")
    public static String svg(Chart<?, ?> chart) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            VectorGraphicsEncoder.saveVectorGraphic(chart, bytes, VectorGraphicsEncoder.VectorGraphicsFormat.SVG);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoClassDefFoundError e) {
            throw new FeatureFlowException(
                    "Charts as SVG need de.erichseifert.vectorgraphics2d:VectorGraphics2D:0.13 on the class path;"
                            + " add it, or use PNG.",
                    e);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
