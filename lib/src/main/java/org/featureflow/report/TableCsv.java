package org.featureflow.report;

import java.util.stream.Collectors;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/** Tablesaw tables as comma-separated values (RFC 4180, lines ended by a newline alone). Numbers keep every digit. */
public final class TableCsv {
    private TableCsv() {}

    /**
     * The table.
     *
     * @param table any table
     * @return a line of names, then one line a row; a missing value is empty
     */
    public static String of(Table table) {
        StringBuilder out = new StringBuilder();
        out.append(table.columns().stream().map(c -> quoted(c.name())).collect(Collectors.joining(",")));
        out.append('\n');
        for (int row = 0; row < table.rowCount(); row++) {
            int r = row;
            out.append(table.columns().stream().map(c -> quoted(value(c, r))).collect(Collectors.joining(",")));
            out.append('\n');
        }
        return out.toString();
    }

    private static String value(Column<?> column, int row) {
        Object value = column.get(row);
        return value == null || column.isMissing(row) ? "" : value.toString();
    }

    private static String quoted(String text) {
        return text.matches("(?s).*[\",\r\n].*") ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }
}
