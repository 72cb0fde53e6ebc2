package org.featureflow.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.featureflow.FeatureFlowException;
import org.featureflow.experiment.Comparison;
import org.featureflow.experiment.Finding;
import org.featureflow.experiment.Finding.Verdict;
import org.featureflow.experiment.Findings;
import org.featureflow.experiment.Studies;
import tech.tablesaw.api.Table;

/** The part of a README between {@code <!-- results -->} and {@code <!-- /results -->}, made of records alone. */
public final class ReadmeResults {
    /** What stands before the part. */
    public static final String START = "<!-- results -->";

    /** What stands after it. */
    public static final String END = "<!-- /results -->";

    private static final List<String> LEFT_OUT =
            List.of("parameters kept, %", "validation accuracy, %", "accuracy, best epoch, %", "95 % bootstrap");

    private ReadmeResults() {}

    /**
     * The part itself.
     *
     * @param studies any studies, also none
     * @return Markdown without the marks; says so if there is nothing yet
     */
    public static String text(Studies studies) {
        List<Comparison> all = studies.comparisons();
        if (all.isEmpty()) {
            return "No records are there yet.\n";
        }
        List<Comparison> comparisons =
                all.stream().filter(ReadmeResults::canBeJudged).toList();
        StringBuilder out =
                new StringBuilder("Made by `./ffr report notebooks/records --readme README.md` from the records in"
                        + " [notebooks/records](notebooks/records). Mean ± sample standard deviation over seeds; differences are"
                        + " paired by seed, with Student's 95 % interval, each for itself.\n");
        comparisons.forEach(c -> section(c, out));
        String others =
                all.stream().filter(c -> !canBeJudged(c)).map(Comparison::name).collect(Collectors.joining("; "));
        if (!others.isEmpty()) {
            out.append("\nOf one seed so far, and only in the notebooks and the report: ")
                    .append(others)
                    .append(".\n");
        }
        return out.toString();
    }

    /** First what was asked and what is shown; the evidence for every word folded away below it. */
    private static void section(Comparison comparison, StringBuilder out) {
        List<Finding> findings = Findings.of(comparison);
        out.append("\n### ").append(comparison.name()).append("\n\n");
        comparison.notes().stream().limit(1).forEach(n -> out.append(n).append(' '));
        out.append(comparison.setting()).append("\n\n");
        for (Verdict verdict : List.of(Verdict.SHOWN, Verdict.CONTRADICTED)) {
            of(verdict, findings).forEach(f -> bullet(f, out));
        }
        List<Finding> open = of(Verdict.NOT_SHOWN, findings);
        if (!open.isEmpty()) {
            out.append("- **Not shown**, inside the noise or at the cost of accuracy: ")
                    .append(claims(open))
                    .append(".\n");
        }
        out.append("\n<details><summary>The table, how fair it is, and the figures behind every claim</summary>\n\n");
        comparison.preamble().forEach(line -> out.append("- ").append(line).append('\n'));
        out.append('\n').append(TableMarkdown.of(brief(comparison))).append('\n');
        findings.forEach(f -> bullet(f, out));
        out.append("\n</details>\n");
    }

    private static List<Finding> of(Verdict verdict, List<Finding> findings) {
        return findings.stream().filter(f -> f.verdict() == verdict).toList();
    }

    /** Every claim once, with the cuts of which it is stated. */
    private static String claims(List<Finding> findings) {
        Map<String, List<String>> cuts = new LinkedHashMap<>();
        findings.forEach(
                f -> cuts.computeIfAbsent(f.claim(), c -> new ArrayList<>()).add(f.cut()));
        return cuts.entrySet().stream()
                .map(e -> e.getKey() + cut(String.join(", ", e.getValue())))
                .collect(Collectors.joining("; "));
    }

    private static String cut(String cuts) {
        return cuts.isEmpty() ? "" : " (" + cuts + ")";
    }

    private static void bullet(Finding finding, StringBuilder out) {
        String verdict = finding.verdict().toString();
        out.append("- **")
                .append(Character.toUpperCase(verdict.charAt(0)))
                .append(verdict.substring(1))
                .append("**: ")
                .append(finding.claim())
                .append(cut(finding.cut()))
                .append(". ")
                .append(finding.evidence())
                .append('\n');
    }

    /** Whether some row has two seeds: without, nothing can be said. */
    private static boolean canBeJudged(Comparison comparison) {
        return comparison.rows().stream().anyMatch(row -> row.records().size() > 1);
    }

    private static Table brief(Comparison comparison) {
        Table table = ComparisonTables.summary(comparison);
        LEFT_OUT.stream().filter(table.columnNames()::contains).forEach(table::removeColumns);
        return table;
    }

    /**
     * Puts the part into a document.
     *
     * @param document Markdown with both marks
     * @param studies any studies, also none
     * @return the document with what lies between the marks replaced
     * @throws FeatureFlowException if a mark is missing
     */
    public static String into(String document, Studies studies) {
        int start = document.indexOf(START);
        int end = document.indexOf(END);
        if (start < 0 || end < start) {
            throw new FeatureFlowException("The document has no place for results: put the lines " + START + " and "
                    + END + " where they should stand.");
        }
        return document.substring(0, start + START.length()) + "\n" + text(studies) + document.substring(end);
    }
}
