package org.featureflow.compare;

import java.util.ArrayList;
import java.util.List;
import org.featureflow.compare.Ablation.Terms;

/** Which term of feature flow regularisation does what: accuracy at the end of runs that were cut alike. */
final class TermFindings {
    private TermFindings() {}

    /** One finding a cut and pair of terms that were run; of several coefficients the one that validated best speaks for a term. */
    static List<Finding> of(Comparison comparison) {
        List<Finding> findings = new ArrayList<>();
        List<Ablation> ablations = Ablation.of(comparison);
        for (Ablation ablation : ablations) {
            if (ablation.cells().get(0).row().spec().pruning() == null) {
                continue;
            }
            String cut = cut(ablation, ablations);
            add(
                    findings,
                    ablation,
                    cut,
                    "The gradient term alone leaves more accuracy than the curvature term alone",
                    Terms.GRADIENT,
                    Terms.CURVATURE);
            add(
                    findings,
                    ablation,
                    cut,
                    "Both terms leave more accuracy than the gradient term alone",
                    Terms.BOTH,
                    Terms.GRADIENT);
        }
        return findings;
    }

    /** No more than tells it from the others: the size alone, or the whole cut, with the network only if there are several. */
    private static String cut(Ablation ablation, List<Ablation> all) {
        if (all.stream().filter(other -> point(other).equals(point(ablation))).count() == 1) {
            return point(ablation);
        }
        boolean oneNetwork = all.stream().map(TermFindings::network).distinct().count() == 1;
        return oneNetwork ? ablation.name().substring(network(ablation).length() + ", ".length()) : ablation.name();
    }

    private static String network(Ablation ablation) {
        // The first may be the row without penalty, whose network has other taps and so another name.
        return ablation.cells()
                .get(ablation.cells().size() - 1)
                .row()
                .spec()
                .network()
                .name();
    }

    private static String point(Ablation ablation) {
        return ablation.cells().get(0).row().point();
    }

    private static void add(
            List<Finding> findings, Ablation ablation, String cut, String claim, Terms more, Terms less) {
        List<ComparisonRow> one = rows(ablation, more);
        List<ComparisonRow> other = rows(ablation, less);
        int ones = Findings.mostSeeds(one).size();
        int others = Findings.mostSeeds(other).size();
        Findings.bestValidated(one)
                .ifPresent(a -> Findings.bestValidated(other).ifPresent(b -> {
                    PairedDifference gap = PairedDifference.of(a.bySeed(Measure.ACCURACY), b.bySeed(Measure.ACCURACY))
                            .chosenFrom(ones, others);
                    findings.add(new Finding(
                            claim,
                            cut,
                            ones * others > 1 ? a.method() + " against " + b.method() : "",
                            Findings.verdict(gap),
                            gap,
                            Findings.evidence(more.toString(), a, less.toString(), b, gap)));
                }));
    }

    private static List<ComparisonRow> rows(Ablation ablation, Terms terms) {
        return ablation.cells().stream()
                .filter(c -> c.terms() == terms)
                .map(Ablation.Cell::row)
                .toList();
    }
}
