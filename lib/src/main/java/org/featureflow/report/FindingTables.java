package org.featureflow.report;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.featureflow.compare.Figures;
import org.featureflow.compare.Finding;
import org.featureflow.compare.Finding.Verdict;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Findings as Tablesaw tables. */
public final class FindingTables {
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
     * What the records decide, without the figures behind it but the difference that does.
     *
     * @param findings any findings
     * @return what is shown, then what is contradicted: one row a claim and verdict, with the rows that speak and the differences at
     *     all cuts of which the claim is stated
     */
    static Table decided(List<Finding> findings) {
        Collection<List<Finding>> rows = byClaim(
                findings.stream().filter(FindingTables::isDecided).sorted(Comparator.comparing(Finding::verdict)));
        return Table.create(
                "What the records decide",
                column("claim", rows, group -> group.get(0).claim()),
                column("cut", rows, group -> joined(group, f -> f.cut().isEmpty() ? "before any" : f.cut())),
                column("verdict", rows, group -> group.get(0).verdict().toString()),
                column("decided by", rows, group -> joinedOnce(group, Finding::row)),
                column(
                        "seeds",
                        rows,
                        group -> joinedOnce(
                                group,
                                f -> String.valueOf(f.difference().seeds().size()))),
                column("difference, points", rows, group -> joined(group, f -> Figures.withInterval(f.difference()))));
    }

    static boolean isDecided(Finding finding) {
        return finding.verdict() == Verdict.SHOWN || finding.verdict() == Verdict.CONTRADICTED;
    }

    private static Collection<List<Finding>> byClaim(Stream<Finding> findings) {
        return findings.collect(Collectors.groupingBy(
                        f -> List.of(f.claim(), f.verdict()), LinkedHashMap::new, Collectors.toList()))
                .values();
    }

    private static StringColumn column(
            String name, Collection<List<Finding>> rows, Function<List<Finding>, String> text) {
        return StringColumn.create(name, rows.stream().map(text).toList());
    }

    /** Said once if it is the same at every cut. */
    private static String joinedOnce(List<Finding> group, Function<Finding, String> text) {
        boolean one = group.stream().map(text).distinct().count() == 1;
        return one ? text.apply(group.get(0)) : joined(group, text);
    }

    private static String joined(List<Finding> group, Function<Finding, String> text) {
        return group.stream().map(text).collect(Collectors.joining("; "));
    }
}
