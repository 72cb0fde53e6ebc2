package org.featureflow.prune;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.featureflow.nn.NetworkSpec;

/**
 * How much each group of channels matters: one group at a time loses its least important channels while all others stay whole (Li et al. 2017,
 * Figure 2b). Right after the cut, without retraining.
 *
 * <pre>{@code
 * Map<String, double[]> scores = pruning.scores(network);
 * Sensitivity sensitivity = Sensitivity.of(pruning, spec, scores, List.of(0.75, 0.5, 0.25), plan -> validate(plan));
 * Plan careful = pruning.scope(Scope.ratios(sensitivity.ratios(0.9))).plan(spec, scores);
 * }</pre>
 *
 * @param points one for every group and fraction, group by group in order of computation
 */
public record Sensitivity(List<Point> points) {
    /** Copies the list. */
    public Sensitivity {
        points = List.copyOf(points);
    }

    /**
     * One measured cut.
     *
     * @param group the group that lost channels
     * @param kept the fraction of its channels that was asked for
     * @param plan which channels stayed
     * @param accuracy what the cut network measured
     */
    public record Point(String group, double kept, Plan plan, double accuracy) {}

    /**
     * Measures.
     *
     * @param pruning importance, channels, protected nodes and limits; its scope and target do not matter
     * @param spec the architecture
     * @param scores what {@link Pruning#scores} returned
     * @param kept fractions of a group's channels to keep, each more than 0 and at most 1
     * @param accuracy measures a plan, on validation images, never on test images; called once for every group and fraction
     * @return the figures
     * @throws org.featureflow.FeatureFlowException if a fraction is out of range or scores do not fit
     */
    public static Sensitivity of(
            Pruning pruning,
            NetworkSpec spec,
            Map<String, double[]> scores,
            List<Double> kept,
            ToDoubleFunction<Plan> accuracy) {
        List<Point> points = new ArrayList<>();
        for (ChannelGroup group : pruning.groups(spec).groups()) {
            for (double fraction : kept) {
                Plan plan = pruning.only(Map.of(group.name(), fraction)).plan(spec, scores);
                points.add(new Point(group.name(), fraction, plan, accuracy.applyAsDouble(plan)));
            }
        }
        return new Sensitivity(points);
    }

    /**
     * All groups at one fraction, for a chart of layers.
     *
     * @param kept one of the fractions measured
     * @return group → accuracy; empty if the fraction was not measured
     */
    public Map<String, Double> accuracies(double kept) {
        Map<String, Double> accuracies = new LinkedHashMap<>();
        points.stream().filter(p -> p.kept() == kept).forEach(p -> accuracies.put(p.group(), p.accuracy()));
        return accuracies;
    }

    /**
     * How far every group can be cut by itself, as shares for {@link Scope#ratios(Map)}. All these cuts together cost more than each does: a plan
     * made of them is to be measured.
     *
     * @param least the accuracy to keep
     * @return group → the smallest fraction measured at which it, and every larger one, keeps that accuracy; 1 if none does
     */
    public Map<String, Double> ratios(double least) {
        Map<String, Double> ratios = new LinkedHashMap<>();
        points.forEach(p -> ratios.put(p.group(), 1.0));
        ratios.replaceAll((group, whole) -> {
            double failed = points.stream()
                    .filter(p -> p.group().equals(group) && !(p.accuracy() >= least))
                    .mapToDouble(Point::kept)
                    .max()
                    .orElse(0);
            return points.stream()
                    .filter(p -> p.group().equals(group) && p.kept() > failed)
                    .mapToDouble(Point::kept)
                    .min()
                    .orElse(whole);
        });
        return ratios;
    }
}
