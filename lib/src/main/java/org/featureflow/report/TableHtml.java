package org.featureflow.report;

import java.util.Locale;
import tech.tablesaw.api.NumericColumn;
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
                element(out, "td", column, cell(column, row));
            }
            out.append("</tr>\n");
        }
        return out.append("</tbody></table>").toString();
    }

    private static void element(StringBuilder out, String tag, Column<?> column, String text) {
        String side = alignsRight(column) ? "right" : "left";
        // A number broken into two lines reads as two numbers.
        String line =
                tag.equals("td") && side.equals("right") && text.length() <= ONE_LINE ? ";white-space:nowrap" : "";
        out.append('<').append(tag).append(" style=\"text-align:").append(side).append(";padding:2px 10px");
        out.append(line).append("\">");
        out.append(escaped(text)).append("</").append(tag).append('>');
    }

    /**
     * Whether a column holds numbers, which are aligned right.
     *
     * @param column any column
     * @return true for every numeric type
     */
    public static boolean isNumber(Column<?> column) {
        return column instanceof NumericColumn;
    }

    /** Whether a column is of numbers, or of text that begins with one, such as 91.20 ± 0.31, wherever there is any. */
    static boolean alignsRight(Column<?> column) {
        if (isNumber(column)) {
            return true;
        }
        boolean any = false;
        for (Object value : column) {
            String text = value == null ? "" : value.toString();
            boolean empty = text.isEmpty() || text.equals("–");
            if (!empty && !text.matches("[+−\\-]?\\d.*|\\[.*")) {
                return false;
            }
            any |= !empty;
        }
        return any;
    }

    /**
     * A cell for people to read.
     *
     * @param column any column
     * @param row from 0
     * @return whole numbers with separators, others with four digits that count, a dash for a missing value
     */
    public static String cell(Column<?> column, int row) {
        Object value = column.get(row);
        if (column.isMissing(row) || value == null) {
            return "–";
        }
        if (value instanceof Integer || value instanceof Long || value instanceof Short) {
            return String.format(Locale.ROOT, "%,d", ((Number) value).longValue());
        }
        return value instanceof Number n ? rounded(n.doubleValue()) : value.toString();
    }

    /** Four digits that count; whole numbers as they are. */
    static String rounded(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e9) {
            return String.format(Locale.ROOT, "%,d", (long) value);
        }
        double size = Math.abs(value);
        if (size >= 1000 || size < 1e-4) {
            return String.format(Locale.ROOT, size >= 1000 && size < 1e9 ? "%,.0f" : "%.2e", value);
        }
        int decimals = (int) Math.max(1, 3 - Math.floor(Math.log10(size)));
        return String.format(Locale.ROOT, "%." + Math.min(decimals, 6) + "f", value);
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
