package org.featureflow.report;

import java.util.Locale;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.columns.Column;

/** What a cell of a Tablesaw table says to people and to which side it keeps, the same in every format. */
public final class TableCell {
    private TableCell() {}

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
    public static String text(Column<?> column, int row) {
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
}
