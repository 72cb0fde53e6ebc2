package org.featureflow.report;

import java.util.List;
import java.util.stream.Collectors;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/** Tablesaw tables as GitHub's Markdown, numbers rounded for reading and aligned right. */
public final class TableMarkdown {
    private TableMarkdown() {}

    /**
     * The table.
     *
     * @param table any table
     * @return lines of text, each ended by a newline
     */
    public static String of(Table table) {
        StringBuilder out = new StringBuilder();
        line(out, table.columns().stream().map(c -> escaped(c.name())).toList());
        line(
                out,
                table.columns().stream()
                        .map(c -> TableCell.alignsRight(c) ? "---:" : "---")
                        .toList());
        for (int row = 0; row < table.rowCount(); row++) {
            int r = row;
            line(out, table.columns().stream().map(c -> cell(c, r)).toList());
        }
        return out.toString();
    }

    private static String cell(Column<?> column, int row) {
        return escaped(TableCell.text(column, row));
    }

    private static void line(StringBuilder out, List<String> cells) {
        out.append(cells.stream().collect(Collectors.joining(" | ", "| ", " |")))
                .append('\n');
    }

    /** Text that Markdown takes for nothing else. */
    static String escaped(String text) {
        return text.replace("\\", "\\\\")
                .replace("|", "\\|")
                .replace("*", "\\*")
                .replace("_", "\\_")
                .replace("<", "&lt;")
                .replace("\n", " ");
    }
}
