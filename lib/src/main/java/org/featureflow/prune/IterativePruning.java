package org.featureflow.prune;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import org.featureflow.FeatureFlowException;
import org.featureflow.nn.Network;
import org.featureflow.nn.NetworkSpec;

/**
 * Prunes in steps: score, cut, retrain, again. Each step shrinks for real, and the target means the share of the network that was there at the
 * start, as do shares of groups beside it, which go by the same schedule. Groups that pass a grouped or depthwise convolution keep two channels
 * at least, since with fewer their channels would hang together otherwise and the steps would not add up to one plan. Random scores are drawn
 * anew in every step.
 *
 * <pre>{@code
 * var steps = new IterativePruning(Pruning.by("taylor").samples(samples).target(Target.macs(0.5)), CutSchedule.CUBIC, 5);
 * try (IterativePruning.Pruned pruned = steps.run(network, (smaller, step) -> retrain(smaller))) { ... }
 * }</pre>
 *
 * @param pruning how to choose; its target is the one at the end
 * @param schedule how much goes when
 * @param steps number of steps, at least 1
 */
public record IterativePruning(Pruning pruning, CutSchedule schedule, int steps) {
    /**
     * Checks the number of steps.
     *
     * @throws FeatureFlowException if there is none, or the target is no fraction of the whole network
     */
    public IterativePruning {
        if (steps < 1) {
            throw new FeatureFlowException("Pruning in " + steps + " steps is not possible; use 1 or more.");
        }
        if (pruning.target().kind() == Target.Kind.THRESHOLD) {
            throw new FeatureFlowException(
                    "Pruning in steps needs a target in channels, parameters or macs; a threshold is one step.");
        }
        if (pruning.scope() instanceof Scope.Ratios ratios && ratios.others() == null) {
            throw new FeatureFlowException(
                    "Pruning in steps needs a target for the whole network; shares of single groups are one step.");
        }
    }

    /** What happens to the smaller network between two cuts. */
    @FunctionalInterface
    public interface Retraining {
        /**
         * Trains in place.
         *
         * @param network the network after this step's cut
         * @param step number of the step, from 1
         */
        void train(Network network, int step);
    }

    /**
     * The end of it.
     *
     * @param network the smaller network
     * @param plan all cuts as one plan for the network at the start
     * @param cuts the plan of each step, for the network of that step
     */
    public record Pruned(Network network, Plan plan, List<Plan> cuts) implements AutoCloseable {
        /** Copies the list. */
        public Pruned {
            cuts = List.copyOf(cuts);
        }

        @Override
        public void close() {
            network.close();
        }
    }

    /**
     * The steps without training in between: what is left is only scored again.
     *
     * @param start the network, unchanged
     * @return all cuts as one plan
     * @throws FeatureFlowException if the target cannot be reached
     */
    public Plan plan(Network start) {
        try (Pruned pruned = run(start, (smaller, step) -> {})) {
            return pruned.plan();
        }
    }

    /**
     * Runs all steps.
     *
     * @param start the network, unchanged
     * @param retraining called after every cut
     * @return the smaller network; close it
     * @throws FeatureFlowException if the target cannot be reached, before anything is trained
     */
    public Pruned run(Network start, Retraining retraining) {
        Pruning relative = pruning.relativeTo(start.spec()).keepingGroups(start.spec());
        requireReachable(relative, start.spec());
        long[] seeds = seeds();
        Plan all = new Plan(start.spec().name(), List.of(), Map.of());
        List<Plan> cuts = new ArrayList<>();
        Network current = start;
        try {
            for (int step = 1; step <= steps; step++) {
                Plan cut = at(step, relative).seed(seeds[step - 1]).plan(current);
                Network smaller = Shrink.apply(current, cut);
                if (current != start) {
                    current.close();
                }
                current = smaller;
                cuts.add(cut);
                all = all.then(cut);
                retraining.train(current, step);
            }
        } catch (RuntimeException | Error e) {
            if (current != start) {
                current.close();
            }
            throw e;
        }
        return new Pruned(current, new Plan(all.network(), all.cuts(), origin(all)), cuts);
    }

    /** Where there are shares beside the target, they may stand in the way of an earlier step by a rounded channel. */
    private void requireReachable(Pruning relative, NetworkSpec start) {
        for (int step = relative.scope() instanceof Scope.Ratios ? 1 : steps; step <= steps; step++) {
            at(step, relative).requireReachable(start);
        }
    }

    /** The pruning up to a step: target and shares of groups by the schedule. */
    private Pruning at(int step, Pruning whole) {
        DoubleUnaryOperator kept = share -> schedule.kept((double) step / steps, share);
        Target target = whole.target();
        Pruning now = whole.target(new Target(target.kind(), kept.applyAsDouble(target.value())));
        return whole.scope() instanceof Scope.Ratios ratios ? now.scope(ratios.with(kept)) : now;
    }

    /** One a step, the pruning's own first: with the same one random scores would go by the place of what is left, and repeat themselves. */
    private long[] seeds() {
        long[] seeds = new SplittableRandom(pruning.seed()).longs(steps).toArray();
        seeds[0] = pruning.seed();
        return seeds;
    }

    private Map<String, String> origin(Plan all) {
        Map<String, String> origin = new TreeMap<>(all.origin());
        origin.put("seed", Long.toString(pruning.seed()));
        origin.put("schedule", schedule.name());
        origin.put("steps", Integer.toString(steps));
        return origin;
    }
}
