package org.featureflow.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.featureflow.compare.Comparison;
import org.featureflow.compare.ComparisonRow;
import org.featureflow.compare.Figures;
import org.featureflow.compare.Measure;
import org.featureflow.compare.PairedDifference;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Several studies on one page of Markdown: the same sweep on several networks as one table, and of all claims those that are decided. */
final class AtAGlance {
    private AtAGlance() {}

    static String of(List<Comparison> comparisons) {
        StringBuilder out = new StringBuilder();
        Map<String, List<Comparison>> bySweep = new LinkedHashMap<>();
        comparisons.stream()
                .filter(c -> c.cuts().size() == 1)
                .forEach(c -> bySweep.computeIfAbsent(sweep(c), s -> new ArrayList<>())
                        .add(c));
        bySweep.forEach((sweep, studies) -> section(sweep, studies, out));
        Table decided = decided(comparisons);
        if (!decided.isEmpty()) {
            out.append("\n### What is decided\n\n").append(TableMarkdown.of(decided));
        }
        return out.toString();
    }

    private static void section(String sweep, List<Comparison> studies, StringBuilder out) {
        out.append("\n### ").append(sweep).append("\n\n");
        studies.get(0).notes().stream().limit(1).forEach(n -> out.append(n).append("\n\n"));
        studies.forEach(c -> out.append("- **")
                .append(profile(c))
                .append("**: ")
                .append(c.summary())
                .append('\n'));
        out.append(
                        "\nAccuracy on test images in %; behind it, in points, how it differs from no penalty cut by the L1 norm (a row with a penalty from no penalty cut as it is, where that is the better of the two on held-out images), with ↑ or ↓ where the interval excludes 0:\n\n")
                .append(TableMarkdown.of(sideBySide(studies)));
    }

    /** A study is called by its sweep, then by what tells it from others of the sweep. */
    private static String sweep(Comparison c) {
        return c.name().split(", ", 2)[0];
    }

    private static String profile(Comparison c) {
        String[] parts = c.name().split(", ", 2);
        return parts[parts.length - 1];
    }

    private static Table sideBySide(List<Comparison> studies) {
        List<Map<String, String>> columns =
                studies.stream().map(AtAGlance::accuracies).toList();
        // The study with most rows says the order.
        Set<String> methods = new LinkedHashSet<>();
        columns.stream().sorted(Comparator.comparing(c -> -c.size())).forEach(c -> methods.addAll(c.keySet()));
        Table table = Table.create(StringColumn.create("method", List.copyOf(methods)));
        for (int i = 0; i < studies.size(); i++) {
            Map<String, String> column = columns.get(i);
            table.addColumns(StringColumn.create(
                    profile(studies.get(i)) + ", " + seeds(studies.get(i)),
                    methods.stream().map(m -> column.getOrDefault(m, "")).toList()));
        }
        return table;
    }

    private static String seeds(Comparison c) {
        List<Integer> counts =
                c.rows().stream().map(r -> r.seeds().size()).distinct().sorted().toList();
        return counts.stream().map(String::valueOf).collect(Collectors.joining(" or "))
                + (counts.equals(List.of(1)) ? " seed" : " seeds");
    }

    private static Map<String, String> accuracies(Comparison c) {
        Map<String, List<ComparisonRow>> families =
                c.rows().stream().collect(Collectors.groupingBy(c::family, LinkedHashMap::new, Collectors.toList()));
        Map<String, String> cells = new LinkedHashMap<>();
        families.forEach((family, rows) ->
                rows.forEach(row -> cells.put(rows.size() == 1 ? family : row.method(), accuracy(c, row))));
        return cells;
    }

    private static String accuracy(Comparison c, ComparisonRow row) {
        String accuracy = Figures.of(c.sample(row, Measure.ACCURACY));
        Optional<PairedDifference> difference = c.difference(row, Measure.ACCURACY);
        return accuracy
                + difference
                        .filter(d -> !d.seeds().isEmpty())
                        .map(d -> "; " + mark(d.verdict()) + Figures.signed(d) + " " + Figures.of(d.interval())
                                + pairs(d, row))
                        .orElse("");
    }

    /** Where a row has seeds that the reference has not. */
    private static String pairs(PairedDifference d, ComparisonRow row) {
        return d.seeds().size() == row.seeds().size() ? "" : " of " + Figures.seeds(d.seeds());
    }

    private static String mark(PairedDifference.Verdict verdict) {
        return switch (verdict) {
            case MORE -> "↑ ";
            case LESS -> "↓ ";
            default -> "";
        };
    }

    private static Table decided(List<Comparison> comparisons) {
        List<Table> tables = new ArrayList<>();
        Claims.of(comparisons).forEach((c, findings) -> {
            Table table = FindingTables.decided(findings);
            table.insertColumn(
                    0,
                    StringColumn.create(
                            "study", table.stream().map(row -> c.name()).toList()));
            tables.add(table);
        });
        return tables.stream().reduce(Table::append).orElseGet(Table::create);
    }
}
