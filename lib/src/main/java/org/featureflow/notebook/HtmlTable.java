package org.featureflow.notebook;

import java.util.Locale;
import tech.tablesaw.api.ColumnType;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/** A Tablesaw table as HTML: text to the left, numbers to the right. */
final class HtmlTable {
    private HtmlTable() {}

    static String of(Table table) {
        StringBuilder html = new StringBuilder("<table>\n");
        if (table.name() != null && !table.name().isEmpty()) {
            html.append("<caption>").append(escaped(table.name())).append("</caption>\n");
        }
        html.append("<thead><tr>");
        for (Column<?> c : table.columns()) {
            html.append(open("th", c)).append(escaped(c.name())).append("</th>");
        }
        html.append("</tr></thead>\n<tbody>\n");
        for (int row = 0; row < table.rowCount(); row++) {
            html.append("<tr>");
            for (Column<?> c : table.columns()) {
                html.append(open("td", c)).append(escaped(cell(c, row))).append("</td>");
            }
            html.append("</tr>\n");
        }
        return html.append("</tbody>\n</table>").toString();
    }

    static boolean isText(Column<?> column) {
        return column.type() == ColumnType.STRING;
    }

    /** A number with at most four significant decimals; everything else as Tablesaw writes it. */
    static String cell(Column<?> column, int row) {
        if (column.isMissing(row)) {
            return "";
        }
        Object value = column.get(row);
        if (value instanceof Double || value instanceof Float) {
            double d = ((Number) value).doubleValue();
            return Math.abs(d) >= 1000 ? String.format(Locale.ROOT, "%,.0f", d) : String.format(Locale.ROOT, "%.4g", d);
        }
        return value instanceof Number n ? String.format(Locale.ROOT, "%,d", n.longValue()) : column.getString(row);
    }

    private static String open(String tag, Column<?> column) {
        return "<" + tag + " style=\"text-align: " + (isText(column) ? "left" : "right") + "\">";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
