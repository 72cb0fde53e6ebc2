package org.featureflow.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.featureflow.experiment.Figures;
import org.featureflow.experiment.Finding;
import org.featureflow.experiment.Finding.Verdict;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Findings as Tablesaw tables. */
public final class FindingTables {
    private static final List<Verdict> IN_SHORT =
            List.of(Verdict.SHOWN, Verdict.CONTRADICTED, Verdict.NOT_SHOWN, Verdict.NOT_JUDGED);

    private FindingTables() {}

    /**
     * What the records say.
     *
     * @param findings any findings
     * @return one row a finding: claim, cut, verdict, evidence
     */
    public static Table of(List<Finding> findings) {
        return Table.create(
                "What the records say",
                StringColumn.create(
                        "claim", findings.stream().map(Finding::claim).toList()),
                StringColumn.create("cut", findings.stream().map(Finding::cut).toList()),
                StringColumn.create(
                        "verdict",
                        findings.stream().map(f -> f.verdict().toString()).toList()),
                StringColumn.create(
                        "evidence", findings.stream().map(Finding::evidence).toList()));
    }

    /**
     * What the records say, without the figures behind it but the difference that decides.
     *
     * @param findings any findings
     * @return what is shown, what is contradicted, what is neither: one row a claim and verdict, with the rows that speak and the
     *     differences at all cuts of which the claim is stated; a single one has its interval
     */
    static Table inShort(List<Finding> findings) {
        Map<List<Object>, List<Finding>> rows = new LinkedHashMap<>();
        findings.stream()
                .sorted(Comparator.comparingInt(f -> IN_SHORT.indexOf(f.verdict())))
                .forEach(f -> rows.computeIfAbsent(List.of(f.claim(), f.verdict()), k -> new ArrayList<>())
                        .add(f));
        return Table.create(
                "What the records say, in short",
                column("claim", rows, group -> group.get(0).claim()),
                column("cut", rows, group -> joined(group, f -> f.cut().isEmpty() ? "before any" : f.cut())),
                column("verdict", rows, group -> group.get(0).verdict().toString()),
                column("row", rows, FindingTables::speakers),
                column(
                        "difference, points",
                        rows,
                        group -> group.size() > 1
                                ? joined(group, f -> Figures.signed(f.difference()))
                                : Figures.withInterval(group.get(0).difference())));
    }

    private static StringColumn column(
            String name, Map<List<Object>, List<Finding>> rows, Function<List<Finding>, String> text) {
        return StringColumn.create(name, rows.values().stream().map(text).toList());
    }

    /** One name if it is the same row at every cut. */
    private static String speakers(List<Finding> group) {
        boolean one = group.stream().map(Finding::row).distinct().count() == 1;
        return one ? group.get(0).row() : joined(group, Finding::row);
    }

    private static String joined(List<Finding> group, Function<Finding, String> text) {
        return group.stream().map(text).collect(Collectors.joining("; "));
    }
}
