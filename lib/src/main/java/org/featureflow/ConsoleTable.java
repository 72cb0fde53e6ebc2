package org.featureflow;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A table for the terminal: columns as wide as their content, whole numbers with thousands separators.
 *
 * <pre>{@code
 * new ConsoleTable().left("layer").right("parameters").row("conv1", 432).line().row("total", 432)
 * }</pre>
 */
public final class ConsoleTable {
    private static final String GAP = "  ";

    private record Column(String title, boolean right) {}

    private final List<Column> columns = new ArrayList<>();
    private final List<String[]> rows = new ArrayList<>();

    /** A table without columns. */
    public ConsoleTable() {}

    /**
     * Adds a column of text.
     *
     * @param title the heading
     * @return this
     */
    public ConsoleTable left(String title) {
        columns.add(new Column(title, false));
        return this;
    }

    /**
     * Adds a column of numbers.
     *
     * @param title the heading, with the unit where there is one
     * @return this
     */
    public ConsoleTable right(String title) {
        columns.add(new Column(title, true));
        return this;
    }

    /**
     * Adds a row.
     *
     * @param cells one per column; whole numbers are grouped, other numbers and text stand as {@code toString} gives them, null is a dash
     * @return this
     * @throws IllegalArgumentException if there are more or fewer cells than columns
     */
    public ConsoleTable row(Object... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException(cells.length + " cells for " + columns.size() + " columns");
        }
        rows.add(Arrays.stream(cells).map(ConsoleTable::text).toArray(String[]::new));
        return this;
    }

    /**
     * Adds a line between rows, for example above the totals.
     *
     * @return this
     */
    public ConsoleTable line() {
        rows.add(new String[0]);
        return this;
    }

    /**
     * The table.
     *
     * @return lines of text, each ended by a newline
     */
    @Override
    public String toString() {
        int[] widths = new int[columns.size()];
        for (int c = 0; c < widths.length; c++) {
            widths[c] = width(c);
        }
        String rule = "-".repeat(Arrays.stream(widths).sum() + GAP.length() * Math.max(0, widths.length - 1));
        StringBuilder out = new StringBuilder();
        append(out, columns.stream().map(Column::title).toArray(String[]::new), widths);
        out.append(rule).append('\n');
        for (String[] row : rows) {
            if (row.length == 0) {
                out.append(rule).append('\n');
            } else {
                append(out, row, widths);
            }
        }
        return out.toString();
    }

    private int width(int column) {
        return rows.stream()
                .filter(row -> row.length > 0)
                .mapToInt(row -> row[column].length())
                .reduce(columns.get(column).title().length(), Math::max);
    }

    private void append(StringBuilder out, String[] cells, int[] widths) {
        StringBuilder text = new StringBuilder();
        for (int c = 0; c < cells.length; c++) {
            String padding = " ".repeat(widths[c] - cells[c].length());
            text.append(c == 0 ? "" : GAP);
            text.append(columns.get(c).right() ? padding + cells[c] : cells[c] + padding);
        }
        out.append(text.toString().stripTrailing()).append('\n');
    }

    private static String text(Object cell) {
        if (cell == null) {
            return "-";
        }
        return cell instanceof Integer || cell instanceof Long
                ? String.format(Locale.ROOT, "%,d", cell)
                : TerminalText.printable(cell.toString());
    }
}
