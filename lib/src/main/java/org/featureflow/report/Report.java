package org.featureflow.report;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.featureflow.FeatureFlowException;
import org.featureflow.compare.Comparison;
import org.featureflow.compare.Studies;
import org.featureflow.io.AtomicFile;
import org.knowm.xchart.internal.chartpart.Chart;
import tech.tablesaw.api.Table;

/**
 * Tables and charts of studies as files: a page and a Markdown text over all, and for every study a folder with each table as HTML, Markdown,
 * LaTeX and CSV and each chart as PNG and SVG. The same records give the same bytes on one machine; on another only fonts may differ.
 */
public final class Report {
    private static final String HEAD = """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><title>Comparison of runs</title>
            <style>
            body { font: 15px/1.45 system-ui, sans-serif; color: #222; max-width: 1400px; margin: 2em auto; padding: 0 1em }
            table { font-size: 13px; font-variant-numeric: tabular-nums }
            th { border-bottom: 1px solid #888; vertical-align: bottom }
            td { vertical-align: top }
            td:first-child { min-width: 13em }
            tr:nth-child(even) td { background: #f6f6f6 }
            .wide { overflow-x: auto }
            img { max-width: 100%; height: auto }
            </style></head><body>
            <h1>Comparison of runs</h1>
            """;

    private final Path folder;
    private final List<Path> written = new ArrayList<>();
    private final Set<String> sections = new HashSet<>();
    private final StringBuilder page = new StringBuilder(HEAD);
    private final StringBuilder markdown = new StringBuilder("# Comparison of runs\n\n");

    private Report(Path folder) {
        this.folder = folder;
    }

    /**
     * Writes a report.
     *
     * @param studies at least one finished run
     * @param folder where it goes; files of the same names are replaced
     * @return the files, the page first
     * @throws FeatureFlowException if no run has finished or a file cannot be written
     */
    public static List<Path> write(Studies studies, Path folder) {
        List<Comparison> all = new ArrayList<>(studies.comparisons());
        all.addAll(studies.tunings());
        if (all.isEmpty()) {
            throw new FeatureFlowException("There is nothing to report: none of these folders has a finished run.");
        }
        Report report = new Report(folder);
        report.sentence(Conventions.TABLES + " " + Conventions.CHARTS);
        all.forEach(c -> report.add(ReportSection.of(c)));
        report.text("report.md", report.markdown.toString());
        report.page.append("</body></html>\n");
        report.text("index.html", report.page.toString());
        List<Path> files = new ArrayList<>(report.written);
        java.util.Collections.reverse(files);
        return files;
    }

    private void add(ReportSection section) {
        String name = unused(ReportSection.fileName(section.name()));
        page.append("<h2>").append(TableHtml.escaped(section.name())).append("</h2>\n");
        markdown.append("\n## ").append(section.name()).append("\n\n");
        section.preamble().forEach(this::sentence);
        section.tables().forEach((file, table) -> {
            table(name + "/" + file, table);
            page.append("<div class=\"wide\">").append(TableHtml.of(table)).append("</div>\n");
            markdown.append("**")
                    .append(table.name())
                    .append("**\n\n")
                    .append(TableMarkdown.of(table))
                    .append('\n');
        });
        section.charts().forEach((file, chart) -> chart(name + "/" + file, chart));
        section.data().forEach((file, table) -> table(name + "/" + file, table));
        page.append("<p>To compute with: ");
        section.data()
                .keySet()
                .forEach(file -> page.append("<a href=\"")
                        .append(name)
                        .append('/')
                        .append(file)
                        .append(".csv\">")
                        .append(file)
                        .append(".csv</a> "));
        page.append("</p>\n");
    }

    /** Two names may give one folder, whose files the later section would replace. */
    private String unused(String name) {
        String free = name;
        for (int i = 2; !sections.add(free); i++) {
            free = name + "-" + i;
        }
        return free;
    }

    private void sentence(String text) {
        page.append("<p>").append(TableHtml.escaped(text)).append("</p>\n");
        markdown.append(text).append("\n\n");
    }

    private void table(String file, Table table) {
        text(file + ".html", TableHtml.of(table) + "\n");
        text(file + ".md", TableMarkdown.of(table));
        text(file + ".tex", TableLatex.of(table));
        text(file + ".csv", TableCsv.of(table));
    }

    private void chart(String file, Chart<?, ?> chart) {
        write(file + ".png", ChartImage.png(chart));
        text(file + ".svg", ChartImage.svg(chart));
        String title = TableHtml.escaped(chart.getTitle());
        page.append("<p><img width=\"")
                .append(chart.getWidth())
                .append("\" alt=\"")
                .append(title)
                .append("\" src=\"")
                .append(file)
                .append(".png\"></p>\n");
        markdown.append("![").append(chart.getTitle()).append("](").append(file).append(".png)\n\n");
    }

    private void text(String file, String content) {
        write(file, content.getBytes(StandardCharsets.UTF_8));
    }

    private void write(String file, byte[] content) {
        Path path = folder.resolve(file);
        AtomicFile.write(path, content);
        written.add(path);
    }
}
