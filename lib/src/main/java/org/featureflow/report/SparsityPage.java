package org.featureflow.report;

import java.util.Base64;
import java.util.Map;
import org.featureflow.sparsity.SparsityReport;
import org.knowm.xchart.internal.chartpart.Chart;

/** A sparsity report as one HTML page that needs no other file: tables and charts. */
public final class SparsityPage {
    private static final String HEAD = """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><title>Sparsity of %s</title>
            <style>
            body { font: 15px/1.45 system-ui, sans-serif; color: #222; max-width: 1100px; margin: 2em auto; padding: 0 1em }
            table { font-size: 13px; font-variant-numeric: tabular-nums }
            th { border-bottom: 1px solid #888; vertical-align: bottom }
            tr:nth-child(even) td { background: #f6f6f6 }
            .wide { overflow-x: auto }
            img { max-width: 100%%; height: auto }
            </style></head><body>
            """;

    private SparsityPage() {}

    /**
     * Makes the page.
     *
     * @param report a report
     * @return the HTML document
     */
    public static String of(SparsityReport report) {
        String name = TableHtml.escaped(report.network());
        Map<String, SparsityReport> one = Map.of(report.network(), report);
        StringBuilder page = new StringBuilder(String.format(HEAD, name));
        page.append("<h1>Sparsity of ").append(name).append("</h1>\n");
        section(
                page,
                "Share that counts as zero",
                "Of all weights, filters (alone and with the batch norm behind them), input channels and kernels;"
                        + " relative thresholds refer to each layer.",
                TableHtml.of(SparsityTables.thresholds(report)));
        page.append(picture(FilterNormCharts.sorted(one)));
        page.append(picture(LayerBars.measure(
                "Gini index of every layer", "Gini index", one, l -> l.spread().gini())));
        section(page, "Layers", "Shares go from 0 to 1.", TableHtml.of(SparsityTables.layers(report)));
        if (!report.activations().isEmpty()) {
            section(
                    page,
                    "Activations",
                    "On " + report.images() + " images. A dead channel is zero everywhere on every image.",
                    TableHtml.of(SparsityTables.activations(report)));
        }
        if (!report.flow().isEmpty()) {
            section(
                    page,
                    "Feature flow",
                    "Means over images, Euclidean lengths; straightness is chord / length, over all stages that of those with three features or more.",
                    TableHtml.of(SparsityTables.flow(report)));
        }
        return page.append("</body></html>\n").toString();
    }

    private static void section(StringBuilder page, String title, String text, String content) {
        page.append("<h2>").append(title).append("</h2>\n<p>").append(text).append("</p>\n<div class=\"wide\">");
        page.append(content).append("</div>\n");
    }

    private static String picture(Chart<?, ?> chart) {
        // Drawn first: the width may grow with the legend.
        String png = Base64.getEncoder().encodeToString(ChartImage.png(chart));
        return "<p><img width=\"" + chart.getWidth() + "\" alt=\"" + TableHtml.escaped(chart.getTitle())
                + "\" src=\"data:image/png;base64,"
                + png + "\"></p>\n";
    }
}
