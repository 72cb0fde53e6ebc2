package org.featureflow.report.svg;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.Paint;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.font.GlyphVector;
import java.awt.geom.Arc2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;

/**
 * Writes down as SVG paths what is drawn. Text becomes outlines: the picture is the same with any fonts. What is not a shape cannot be drawn;
 * charts have nothing else. A graphics
 * of a picture of one pixel keeps the state.
 */
final class SvgGraphics extends ShapeGraphics {
    private final SvgText svg;

    SvgGraphics(int width, int height) {
        this(new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics(), new SvgText(width, height));
        setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    }

    private SvgGraphics(Graphics2D state, SvgText svg) {
        super(state);
        this.svg = svg;
    }

    /** The document. */
    String document() {
        return svg.document();
    }

    private Color opaqueOrNot() {
        if (getPaint() instanceof Color c) {
            return c;
        }
        throw new UnsupportedOperationException("only plain colours can be drawn as SVG");
    }

    private Shape clipOnPage() {
        Shape clip = state.getClip();
        return clip == null ? null : getTransform().createTransformedShape(clip);
    }

    @Override
    public void draw(Shape s) {
        if (state.getStroke() instanceof BasicStroke stroke) {
            svg.stroke(getTransform().createTransformedShape(s), stroke, opaqueOrNot(), clipOnPage());
        } else {
            fill(state.getStroke().createStrokedShape(s));
        }
    }

    @Override
    public void fill(Shape s) {
        svg.fill(getTransform().createTransformedShape(s), opaqueOrNot(), clipOnPage());
    }

    @Override
    public void drawGlyphVector(GlyphVector g, float x, float y) {
        fill(g.getOutline(x, y));
    }

    @Override
    public void drawString(String text, float x, float y) {
        drawGlyphVector(getFont().createGlyphVector(getFontRenderContext(), text), x, y);
    }

    @Override
    public void drawString(String text, int x, int y) {
        drawString(text, (float) x, (float) y);
    }

    @Override
    public void drawLine(int x1, int y1, int x2, int y2) {
        draw(new Line2D.Double(x1, y1, x2, y2));
    }

    @Override
    public void fillRect(int x, int y, int width, int height) {
        fill(new Rectangle(x, y, width, height));
    }

    @Override
    public void drawRoundRect(int x, int y, int width, int height, int arcWidth, int arcHeight) {
        draw(new RoundRectangle2D.Double(x, y, width, height, arcWidth, arcHeight));
    }

    @Override
    public void fillRoundRect(int x, int y, int width, int height, int arcWidth, int arcHeight) {
        fill(new RoundRectangle2D.Double(x, y, width, height, arcWidth, arcHeight));
    }

    @Override
    public void drawOval(int x, int y, int width, int height) {
        draw(new Ellipse2D.Double(x, y, width, height));
    }

    @Override
    public void fillOval(int x, int y, int width, int height) {
        fill(new Ellipse2D.Double(x, y, width, height));
    }

    @Override
    public void drawArc(int x, int y, int width, int height, int start, int extent) {
        draw(new Arc2D.Double(x, y, width, height, start, extent, Arc2D.OPEN));
    }

    @Override
    public void fillArc(int x, int y, int width, int height, int start, int extent) {
        fill(new Arc2D.Double(x, y, width, height, start, extent, Arc2D.PIE));
    }

    @Override
    public void drawPolyline(int[] x, int[] y, int points) {
        draw(path(x, y, points, false));
    }

    @Override
    public void drawPolygon(int[] x, int[] y, int points) {
        draw(path(x, y, points, true));
    }

    @Override
    public void fillPolygon(int[] x, int[] y, int points) {
        fill(path(x, y, points, true));
    }

    private static Path2D path(int[] x, int[] y, int points, boolean closed) {
        Path2D path = new Path2D.Double();
        for (int i = 0; i < points; i++) {
            if (i == 0) {
                path.moveTo(x[i], y[i]);
            } else {
                path.lineTo(x[i], y[i]);
            }
        }
        if (closed) {
            path.closePath();
        }
        return path;
    }

    @Override
    public void clearRect(int x, int y, int width, int height) {
        Paint before = getPaint();
        setPaint(getBackground());
        fillRect(x, y, width, height);
        setPaint(before);
    }

    @Override
    public Graphics create() {
        return new SvgGraphics((Graphics2D) state.create(), svg);
    }
}
