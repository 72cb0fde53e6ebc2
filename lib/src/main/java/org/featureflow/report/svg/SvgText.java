package org.featureflow.report.svg;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Shape;
import java.awt.geom.PathIterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** An SVG document of paths. Equal drawings give equal text: names are counted, nothing tells the time. */
final class SvgText {
    private static final String[] CAPS = {"butt", "round", "square"};
    private static final String[] JOINS = {"miter", "round", "bevel"};

    private final int width;
    private final int height;
    private final StringBuilder paths = new StringBuilder();
    private final Map<String, String> clips = new LinkedHashMap<>();

    SvgText(int width, int height) {
        this.width = width;
        this.height = height;
    }

    void fill(Shape shape, Color color, Shape clip) {
        String path = path(shape);
        if (!path.isEmpty()) {
            // A hole is a hole by the rule that the shape itself has.
            boolean evenOdd = shape.getPathIterator(null).getWindingRule() == PathIterator.WIND_EVEN_ODD;
            paths.append("<path d=\"")
                    .append(path)
                    .append("\" fill=\"")
                    .append(hex(color))
                    .append('"');
            paths.append(opacity("fill", color)).append(evenOdd ? " fill-rule=\"evenodd\"" : "");
            paths.append(clipped(clip)).append("/>\n");
        }
    }

    void stroke(Shape shape, BasicStroke stroke, Color color, Shape clip) {
        String path = path(shape);
        if (path.isEmpty()) {
            return;
        }
        paths.append("<path d=\"")
                .append(path)
                .append("\" fill=\"none\" stroke=\"")
                .append(hex(color))
                .append('"');
        paths.append(opacity("stroke", color))
                .append(" stroke-width=\"")
                .append(number(stroke.getLineWidth()))
                .append('"');
        if (stroke.getEndCap() != BasicStroke.CAP_BUTT) {
            paths.append(" stroke-linecap=\"").append(CAPS[stroke.getEndCap()]).append('"');
        }
        if (stroke.getLineJoin() != BasicStroke.JOIN_MITER) {
            paths.append(" stroke-linejoin=\"")
                    .append(JOINS[stroke.getLineJoin()])
                    .append('"');
        }
        float[] dashes = stroke.getDashArray();
        if (dashes != null) {
            paths.append(" stroke-dasharray=\"")
                    .append(IntStream.range(0, dashes.length)
                            .mapToObj(i -> number(dashes[i]))
                            .collect(Collectors.joining(" ")))
                    .append('"');
        }
        paths.append(clipped(clip)).append("/>\n");
    }

    String document() {
        StringBuilder out = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        out.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\">\n",
                width,
                height,
                width,
                height));
        if (!clips.isEmpty()) {
            out.append("<defs>\n");
            clips.forEach((path, name) -> out.append("<clipPath id=\"")
                    .append(name)
                    .append("\"><path d=\"")
                    .append(path)
                    .append("\"/></clipPath>\n"));
            out.append("</defs>\n");
        }
        return out.append(paths).append("</svg>\n").toString();
    }

    private String clipped(Shape clip) {
        if (clip == null) {
            return "";
        }
        String name = clips.computeIfAbsent(path(clip), p -> "clip" + (clips.size() + 1));
        return " clip-path=\"url(#" + name + ")\"";
    }

    private static String hex(Color color) {
        return String.format("#%06x", color.getRGB() & 0xFFFFFF);
    }

    private static String opacity(String what, Color color) {
        return color.getAlpha() == 255 ? "" : " " + what + "-opacity=\"" + number(color.getAlpha() / 255.0) + "\"";
    }

    private static String path(Shape shape) {
        StringBuilder out = new StringBuilder();
        double[] at = new double[6];
        for (PathIterator i = shape.getPathIterator(null); !i.isDone(); i.next()) {
            int kind = i.currentSegment(at);
            switch (kind) {
                case PathIterator.SEG_MOVETO -> append(out, 'M', at, 2);
                case PathIterator.SEG_LINETO -> append(out, 'L', at, 2);
                case PathIterator.SEG_QUADTO -> append(out, 'Q', at, 4);
                case PathIterator.SEG_CUBICTO -> append(out, 'C', at, 6);
                default -> out.append('Z');
            }
        }
        return out.toString();
    }

    private static void append(StringBuilder out, char command, double[] at, int numbers) {
        for (int i = 0; i < numbers; i++) {
            out.append(i == 0 ? command : ' ').append(number(at[i]));
        }
    }

    /** Hundredths of a pixel are enough. */
    private static String number(double value) {
        long hundredths = Math.round(100 * value);
        String whole = (hundredths < 0 ? "-" : "") + Math.abs(hundredths) / 100;
        long rest = Math.abs(hundredths) % 100;
        return rest == 0 ? whole : whole + "." + (rest < 10 ? "0" : "") + (rest % 10 == 0 ? rest / 10 : rest);
    }
}
