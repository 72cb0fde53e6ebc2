package org.featureflow.report;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.featureflow.FeatureFlowException;
import org.featureflow.compare.Comparison;
import org.featureflow.compare.Finding;
import org.featureflow.compare.Findings;
import org.featureflow.compare.Measure;
import org.featureflow.compare.PairedDifference;
import org.featureflow.compare.Studies;
import org.featureflow.compare.Study;
import tech.tablesaw.api.Table;

/**
 * The parts of Markdown documents that are made of records alone: the outcome in short between {@code <!-- results -->} and
 * {@code <!-- /results -->}, for a README, and every table, check and figure between {@code <!-- results in full -->} and
 * {@code <!-- /results in full -->}.
 */
public final class ReadmeResults {
    private static final List<String> LEFT_OUT =
            List.of("parameters kept, %", "accuracy, best epoch, %", "95 % bootstrap");

    private ReadmeResults() {}

    private record Part(String mark, Function<Studies, String> text) {
        String start() {
            return "<!-- " + mark + " -->";
        }

        String end() {
            return "<!-- /" + mark + " -->";
        }
    }

    private static final List<Part> PARTS =
            List.of(new Part("results", ReadmeResults::inShort), new Part("results in full", ReadmeResults::inFull));

    /**
     * Renews the parts that a document has.
     *
     * @param document Markdown with the marks of one part or of both
     * @param studies any studies, also none
     * @return the document with what lies between the marks replaced
     * @throws FeatureFlowException if there are no marks, or a part begins and does not end
     */
    public static String into(String document, Studies studies) {
        String renewed = document;
        boolean found = false;
        for (Part part : PARTS) {
            int start = renewed.indexOf(part.start());
            int end = renewed.indexOf(part.end());
            if (start >= 0 && end > start) {
                found = true;
                renewed = renewed.substring(0, start + part.start().length()) + "\n"
                        + part.text().apply(studies) + renewed.substring(end);
            } else if (start >= 0) {
                throw new FeatureFlowException("The results begin with " + part.start()
                        + " and do not end; put the line " + part.end() + " behind them.");
            }
        }
        if (!found) {
            throw new FeatureFlowException("The document has no place for results: put the lines "
                    + PARTS.get(0).start() + " and " + PARTS.get(0).end() + " where they should stand.");
        }
        return renewed;
    }

    private static String inShort(Studies studies) {
        return text(studies, Conventions.IN_SHORT, judged -> AtAGlance.of(judged));
    }

    private static String inFull(Studies studies) {
        return text(studies, Conventions.TABLES, judged -> {
            StringBuilder out = new StringBuilder();
            judged.forEach(c -> section(c, out));
            return out.toString();
        });
    }

    private static String text(Studies studies, String legend, Function<List<Comparison>, String> content) {
        List<Comparison> all = studies.comparisons();
        if (all.isEmpty()) {
            return "No records are there yet.\n";
        }
        List<Comparison> judged =
                all.stream().filter(ReadmeResults::canBeJudged).toList();
        StringBuilder out =
                new StringBuilder(legend).append(' ').append(chance(judged)).append('\n');
        out.append(content.apply(judged));
        String others =
                all.stream().filter(c -> !canBeJudged(c)).map(Comparison::name).collect(Collectors.joining("; "));
        if (!others.isEmpty()) {
            out.append(
                            "\nNot to be judged yet, since no row shares two seeds with the one it is held against, and only in the notebooks and the report: ")
                    .append(others)
                    .append(".\n");
        }
        return out.toString();
    }

    /** Intervals are for one claim each, so that among many some are decided by chance. */
    private static String chance(List<Comparison> comparisons) {
        List<Finding> judged = Claims.of(comparisons).values().stream()
                .flatMap(List::stream)
                .filter(f ->
                        f.difference().interval().known() && f.difference().verdict() != PairedDifference.Verdict.NONE)
                .toList();
        long decided = judged.stream().filter(FindingTables::isDecided).count();
        return String.format(
                Locale.ROOT,
                "Of the %d claims judged here %d are one or the other; if nothing had any effect, chance alone would decide about %.0f on average, and as claims share rows, sometimes several more. The tables have arrows of many more intervals, each for itself. All seeds share one set of test images and one of held-out images, whose luck no interval contains.",
                judged.size(),
                decided,
                judged.size() * (1 - PairedDifference.CONFIDENCE));
    }

    /** Settings, fairness, the table, and every claim with its figures. */
    private static void section(Comparison comparison, StringBuilder out) {
        out.append("\n### ").append(comparison.name()).append("\n\n");
        List<String> before = headingLines(comparison);
        out.append(String.join(" ", before)).append("\n\n");
        comparison.preamble().stream()
                .filter(line -> !before.contains(line))
                .forEach(line -> out.append("- ").append(line).append('\n'));
        Table table = ComparisonTables.summary(comparison);
        LEFT_OUT.stream().filter(table.columnNames()::contains).forEach(table::removeColumns);
        out.append('\n').append(TableMarkdown.of(table)).append('\n');
        out.append("Before any cut:\n\n")
                .append(TableMarkdown.of(ComparisonTables.sparsity(comparison)))
                .append('\n');
        Findings.of(comparison).forEach(f -> bullet(f, out));
    }

    private static List<String> headingLines(Comparison comparison) {
        Stream<String> unfinished = comparison.notes().stream().filter(Study::isUnfinished);
        return Stream.of(comparison.notes().stream().limit(1), Stream.of(comparison.setting()), unfinished)
                .flatMap(lines -> lines)
                .distinct()
                .toList();
    }

    private static void bullet(Finding finding, StringBuilder out) {
        String verdict = finding.verdict().toString();
        out.append("- **")
                .append(Character.toUpperCase(verdict.charAt(0)))
                .append(verdict.substring(1))
                .append("**: ")
                .append(finding.claim())
                .append(finding.cut().isEmpty() ? "" : " (" + finding.cut() + ")")
                .append(". ")
                .append(finding.evidence())
                .append('\n');
    }

    /** Whether some row shares two seeds with the one it is held against; where none is held against another, whether some row has two. */
    private static boolean canBeJudged(Comparison comparison) {
        List<PairedDifference> differences = comparison.rows().stream()
                .flatMap(row -> comparison.difference(row, Measure.ACCURACY).stream())
                .toList();
        return differences.isEmpty()
                ? comparison.rows().stream().anyMatch(row -> row.records().size() > 1)
                : differences.stream().anyMatch(d -> d.interval().known());
    }
}
