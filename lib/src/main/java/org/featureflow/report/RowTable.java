package org.featureflow.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.featureflow.FeatureFlowException;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/**
 * A table written row by row, for results that come that way.
 *
 * <pre>{@code
 * RowTable sizes = RowTable.of("Networks", "network", "MACs", "top-1, %");
 * sizes.row("vgg16", 313_201_664L, 93.2);
 * Show.table(sizes.table());
 * }</pre>
 */
public final class RowTable {
    private final String title;
    private final List<String> columns;
    private final List<Object[]> rows = new ArrayList<>();

    private RowTable(String title, List<String> columns) {
        this.title = title;
        this.columns = columns;
    }

    /**
     * A table without rows.
     *
     * @param title what it shows
     * @param columns the columns' names, with units
     * @return the table to add rows to
     */
    public static RowTable of(String title, String... columns) {
        return new RowTable(title, List.of(columns));
    }

    /**
     * Adds a row.
     *
     * @param cells one value a column: whole numbers, other numbers, or anything else as its text; null where there is none
     * @return this
     * @throws FeatureFlowException if there are more or fewer than columns
     */
    public RowTable row(Object... cells) {
        if (cells.length != columns.size()) {
            throw new FeatureFlowException("The table “" + title + "” has the " + columns.size() + " columns "
                    + String.join(", ", columns) + ", but a row has " + cells.length + " cells.");
        }
        rows.add(cells.clone());
        return this;
    }

    /**
     * The rows so far. A column is of whole numbers or of numbers if all its cells are, else of text.
     *
     * @return a new table
     */
    public Table table() {
        Table table = Table.create(title);
        for (int c = 0; c < columns.size(); c++) {
            int index = c;
            table.addColumns(
                    column(columns.get(c), rows.stream().map(row -> row[index]).toArray()));
        }
        return table;
    }

    private static Column<?> column(String name, Object[] cells) {
        if (all(cells, Integer.class, Long.class)) {
            LongColumn column = LongColumn.create(name);
            Arrays.stream(cells).forEach(x -> add(column, x));
            return column;
        }
        if (all(cells, Number.class)) {
            DoubleColumn column = DoubleColumn.create(name);
            Arrays.stream(cells).forEach(x -> add(column, x));
            return column;
        }
        StringColumn column = StringColumn.create(name);
        Arrays.stream(cells).forEach(x -> column.append(x == null ? null : x.toString()));
        return column;
    }

    private static void add(LongColumn column, Object x) {
        if (x == null) {
            column.appendMissing();
        } else {
            column.append(((Number) x).longValue());
        }
    }

    private static void add(DoubleColumn column, Object x) {
        if (x == null) {
            column.appendMissing();
        } else {
            column.append(((Number) x).doubleValue());
        }
    }

    private static boolean all(Object[] cells, Class<?>... types) {
        return Arrays.stream(cells).allMatch(x -> x == null || Stream.of(types).anyMatch(t -> t.isInstance(x)));
    }
}
