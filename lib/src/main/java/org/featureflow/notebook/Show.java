package org.featureflow.notebook;

import java.awt.image.BufferedImage;
import java.util.Base64;
import java.util.Map;
import org.featureflow.ConsoleTable;
import org.featureflow.report.ChartImage;
import org.featureflow.report.TableCell;
import org.featureflow.report.TableHtml;
import org.knowm.xchart.internal.chartpart.Chart;
import tech.tablesaw.api.Table;

/**
 * Shows things below the running cell.
 *
 * <pre>{@code
 * Show.chart(TrainingCharts.loss(Map.of("plain", history)));
 * Show.table(table);
 * }</pre>
 */
public final class Show {
    private static final Kernel KERNEL = Kernel.current();

    private Show() {}

    /**
     * Shows a chart as a picture of twice the density, sharp on any screen.
     *
     * @param chart any XChart chart
     */
    public static void chart(Chart<?, ?> chart) {
        KERNEL.show(picture(chart));
    }

    /**
     * Shows a picture of double density: at half its width and height in pixels.
     *
     * @param image any picture
     */
    public static void image(BufferedImage image) {
        KERNEL.show(new Kernel.Content(
                "image/png",
                Base64.getEncoder().encodeToString(ChartImage.png(image)),
                Map.of("width", image.getWidth() / 2, "height", image.getHeight() / 2),
                "[picture] " + image.getWidth() + "×" + image.getHeight()));
    }

    /**
     * Shows a table.
     *
     * @param table any Tablesaw table
     */
    public static void table(Table table) {
        KERNEL.show(content(table));
    }

    /**
     * Shows HTML; elsewhere its text without tags.
     *
     * @param html a fragment
     */
    public static void html(String html) {
        KERNEL.show(Kernel.Content.html(html, html.replaceAll("<[^>]*>", "")));
    }

    static Kernel kernel() {
        return KERNEL;
    }

    static Kernel.Content content(Table table) {
        return Kernel.Content.html(TableHtml.of(table), lines(table));
    }

    static Kernel.Content picture(Chart<?, ?> chart) {
        // Drawn first: the width may grow with the legend.
        String png = Base64.getEncoder().encodeToString(ChartImage.png(chart));
        return new Kernel.Content(
                "image/png",
                png,
                Map.of("width", chart.getWidth(), "height", chart.getHeight()),
                "[chart] " + chart.getTitle());
    }

    private static String lines(Table table) {
        ConsoleTable console = new ConsoleTable();
        table.columns().forEach(c -> {
            if (TableCell.isNumber(c)) {
                console.right(c.name());
            } else {
                console.left(c.name());
            }
        });
        for (int row = 0; row < table.rowCount(); row++) {
            int r = row;
            console.row(table.columns().stream().map(c -> TableCell.text(c, r)).toArray());
        }
        return console.toString();
    }
}
