package org.featureflow.prune;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;
import org.featureflow.FeatureFlowException;

/**
 * The largest cut whose validation accuracy stays above a bound, found by bisection over the fraction kept. It takes accuracy to fall as more
 * is cut; where it does not, the result still meets the bound but a larger cut might too.
 *
 * <pre>{@code
 * Map<String, double[]> scores = pruning.scores(network);
 * LargestCut cut = LargestCut.of(f -> pruning.target(Target.macs(f)).plan(spec, scores), plan -> validate(plan), 0.91, 6);
 * }</pre>
 *
 * @param tried every plan that was measured, in order
 * @param best the smallest fraction that met the bound, empty if none of the tried ones did
 */
public record LargestCut(List<Trial> tried, Optional<Trial> best) {
    /** Copies the list. */
    public LargestCut {
        tried = List.copyOf(tried);
    }

    /**
     * One measured plan.
     *
     * @param kept the fraction asked for
     * @param plan the plan for it
     * @param accuracy what it measured
     */
    public record Trial(double kept, Plan plan, double accuracy) {}

    /**
     * Searches.
     *
     * @param plans the plan for a fraction kept, between 0 and 1; fractions it finds unreachable count as too small
     * @param accuracy measures a plan, on validation images, never on test images
     * @param least the accuracy to keep
     * @param evaluations how often accuracy is measured at most; the fraction is found to 2^−evaluations
     * @return what was tried and what is best
     * @throws FeatureFlowException if there is nothing to evaluate
     */
    public static LargestCut of(
            DoubleFunction<Plan> plans, ToDoubleFunction<Plan> accuracy, double least, int evaluations) {
        if (evaluations < 1) {
            throw new FeatureFlowException(
                    "The largest cut cannot be found in " + evaluations + " evaluations; use 1 or more.");
        }
        List<Trial> tried = new ArrayList<>();
        Optional<Trial> best = Optional.empty();
        double tooSmall = 0;
        double fits = 1;
        for (int i = 0; i < evaluations; i++) {
            double kept = (tooSmall + fits) / 2;
            Plan plan;
            try {
                plan = plans.apply(kept);
            } catch (UnreachableTargetException e) {
                tooSmall = kept;
                continue;
            }
            Trial trial = new Trial(kept, plan, accuracy.applyAsDouble(plan));
            tried.add(trial);
            if (trial.accuracy() >= least) {
                best = Optional.of(trial);
                fits = kept;
            } else {
                tooSmall = kept;
            }
        }
        return new LargestCut(tried, best);
    }
}
