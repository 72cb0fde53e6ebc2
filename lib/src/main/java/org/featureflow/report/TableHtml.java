package org.featureflow.report;

import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/** Tablesaw tables as HTML, numbers rounded for reading and aligned right. */
public final class TableHtml {
    private static final int ONE_LINE = 24;

    private TableHtml() {}

    /**
     * The table as an HTML element.
     *
     * @param table any table
     * @return {@code <table>…</table>}, text escaped; a missing value is a dash
     */
    public static String of(Table table) {
        StringBuilder out = new StringBuilder("<table class=\"featureflow\" style=\"border-collapse:collapse\">\n");
        if (table.name() != null && !table.name().isEmpty()) {
            out.append("<caption>").append(escaped(table.name())).append("</caption>\n");
        }
        out.append("<thead><tr>");
        for (Column<?> column : table.columns()) {
            element(out, "th", column, column.name());
        }
        out.append("</tr></thead>\n<tbody>\n");
        for (int row = 0; row < table.rowCount(); row++) {
            out.append("<tr>");
            for (Column<?> column : table.columns()) {
                element(out, "td", column, TableCell.text(column, row));
            }
            out.append("</tr>\n");
        }
        return out.append("</tbody></table>").toString();
    }

    private static void element(StringBuilder out, String tag, Column<?> column, String text) {
        String side = TableCell.alignsRight(column) ? "right" : "left";
        // A number broken into two lines reads as two numbers.
        String line =
                tag.equals("td") && side.equals("right") && text.length() <= ONE_LINE ? ";white-space:nowrap" : "";
        out.append('<').append(tag).append(" style=\"text-align:").append(side).append(";padding:2px 10px");
        out.append(line).append("\">");
        out.append(escaped(text)).append("</").append(tag).append('>');
    }

    /**
     * Text that means itself in HTML.
     *
     * @param text any text
     * @return the text with {@code & < > "} replaced
     */
    public static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
