package org.featureflow.report;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/** Tablesaw tables as LaTeX, without any package, numbers rounded for reading and aligned right. */
public final class TableLatex {
    private static final Map<Integer, String> SPECIAL = Map.ofEntries(
            Map.entry((int) '\\', "\\textbackslash{}"),
            Map.entry((int) '~', "\\textasciitilde{}"),
            Map.entry((int) '^', "\\textasciicircum{}"),
            Map.entry((int) '&', "\\&"),
            Map.entry((int) '%', "\\%"),
            Map.entry((int) '$', "\\$"),
            Map.entry((int) '#', "\\#"),
            Map.entry((int) '_', "\\_"),
            Map.entry((int) '{', "\\{"),
            Map.entry((int) '}', "\\}"),
            Map.entry((int) '<', "$<$"),
            Map.entry((int) '>', "$>$"),
            Map.entry((int) '|', "$|$"),
            Map.entry((int) '±', "$\\pm$"),
            Map.entry((int) '−', "$-$"),
            Map.entry((int) '≤', "$\\le$"),
            Map.entry((int) '×', "$\\times$"),
            Map.entry((int) '·', "$\\cdot$"),
            Map.entry((int) '–', "--"),
            Map.entry((int) '“', "``"),
            Map.entry((int) '”', "''"),
            Map.entry((int) '\n', " "));

    /** Characters from which on a cell is a sentence. */
    private static final int SENTENCE = 80;

    private TableLatex() {}

    /**
     * The table.
     *
     * @param table any table
     * @return a {@code tabular} environment, to stand in a {@code table}
     */
    public static String of(Table table) {
        StringBuilder out = new StringBuilder("\\begin{tabular}{");
        table.columns().forEach(c -> out.append(kind(c)));
        out.append("}\n\\hline\n");
        out.append(table.columns().stream().map(c -> escaped(c.name())).collect(Collectors.joining(" & ")));
        out.append(" \\\\\n\\hline\n");
        for (int row = 0; row < table.rowCount(); row++) {
            int r = row;
            out.append(table.columns().stream().map(c -> cell(c, r)).collect(Collectors.joining(" & ")));
            out.append(" \\\\\n");
        }
        return out.append("\\hline\n\\end{tabular}\n").toString();
    }

    /** Sentences are broken into lines: in a column of one line each they would run off any page. */
    private static String kind(Column<?> column) {
        if (TableCell.alignsRight(column)) {
            return "r";
        }
        int longest = IntStream.range(0, column.size())
                .map(row -> TableCell.text(column, row).length())
                .max()
                .orElse(0);
        return longest > SENTENCE ? "p{0.5\\linewidth}" : "l";
    }

    private static String cell(Column<?> column, int row) {
        return escaped(TableCell.text(column, row));
    }

    private static String escaped(String text) {
        return text.codePoints()
                .mapToObj(c -> SPECIAL.getOrDefault(c, Character.toString(c)))
                .collect(Collectors.joining());
    }
}
