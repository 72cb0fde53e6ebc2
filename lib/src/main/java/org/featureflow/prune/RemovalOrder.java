package org.featureflow.prune;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The order in which channels would go. Within a group the lowest score goes first (equal scores by index), and every scope keeps to that
 * order, so each further step removes one more channel and keeps the rest: counts can only fall, and a target is found by bisection. Between
 * groups equal scores go by the share of the group that is gone with them: where scores tell nothing, all groups lose the same. Shares are
 * those of the groups before the first step of several, so that all steps together take what one would.
 */
final class RemovalOrder {
    private record Step(int group, double key, double share) {}

    /** Sums of floating-point shares such as 1 − 0.7 must not lose a channel. */
    private static final double TOLERANCE = 1e-9;

    private final List<ChannelGroup> groups;
    private final List<int[]> ascending;
    private final List<Step> steps;

    private RemovalOrder(List<ChannelGroup> groups, List<int[]> ascending, List<Step> steps) {
        this.groups = groups;
        this.ascending = ascending;
        this.steps = steps;
    }

    /** All groups compete by score. */
    static RemovalOrder global(List<ChannelGroup> groups, List<double[]> scores, Limits limits) {
        return of(groups, scores, limits, (share, score) -> score);
    }

    /** Every group loses the same share at any time. */
    static RemovalOrder local(List<ChannelGroup> groups, List<double[]> scores, Limits limits) {
        return of(groups, scores, limits, (share, score) -> share);
    }

    /** Groups of one structure compete by score; all such families lose the same share at any time. */
    static RemovalOrder isomorphic(ChannelGroups groups, List<double[]> scores, Limits limits) {
        RemovalOrder global = global(groups.groups(), scores, limits);
        List<Integer> families = groups.families();
        int[] before = new int[families.size() + 1];
        int[] gone = new int[before.length];
        for (int g = 0; g < families.size(); g++) {
            ChannelGroup group = groups.groups().get(g);
            before[families.get(g)] += limits.before(group);
            gone[families.get(g)] += limits.before(group) - group.size();
        }
        List<Step> steps = new ArrayList<>();
        for (Step step : global.steps) {
            int family = families.get(step.group());
            steps.add(new Step(step.group(), (double) ++gone[family] / before[family], step.share()));
        }
        // Stable, so that a family keeps its order.
        steps.sort(Comparator.comparingDouble(Step::key));
        return new RemovalOrder(global.groups, global.ascending, steps);
    }

    private interface Key {
        double of(double share, double score);
    }

    private static RemovalOrder of(List<ChannelGroup> groups, List<double[]> scores, Limits limits, Key key) {
        List<int[]> ascending = new ArrayList<>();
        List<Step> steps = new ArrayList<>();
        for (int g = 0; g < groups.size(); g++) {
            double[] s = scores.get(g);
            int[] order = IntStream.range(0, s.length)
                    .boxed()
                    .sorted(Comparator.comparingDouble(i -> s[i]))
                    .mapToInt(Integer::intValue)
                    .toArray();
            ascending.add(order);
            int before = limits.before(groups.get(g));
            for (int rank = 0; rank < s.length - limits.least(groups.get(g)); rank++) {
                double share = (before - s.length + rank + 1.0) / before;
                steps.add(new Step(g, key.of(share, s[order[rank]]), share));
            }
        }
        // Channels of one group keep their order among equal keys, since each makes the share larger.
        steps.sort(Comparator.comparingDouble(Step::key).thenComparingDouble(Step::share));
        return new RemovalOrder(groups, ascending, steps);
    }

    int length() {
        return steps.size();
    }

    /** How many steps have a score of at most this. */
    int scoresUpTo(double score) {
        return (int) steps.stream().filter(s -> s.key() <= score).count();
    }

    /** How many steps take a share of at most this of their groups. */
    int sharesUpTo(double share) {
        return scoresUpTo(share + TOLERANCE);
    }

    /** The number of steps taken when all of step {@code count}'s equals are taken too. */
    int withEquals(int count) {
        return count == 0 ? 0 : sharesUpTo(steps.get(count - 1).key());
    }

    /** What stays after the first {@code count} steps. */
    List<Cut> after(int count, Limits limits) {
        int[] gone = new int[groups.size()];
        steps.stream().limit(count).forEach(s -> gone[s.group()]++);
        List<Cut> cuts = new ArrayList<>();
        for (int g = 0; g < gone.length; g++) {
            int size = groups.get(g).size();
            int kept = limits.kept(groups.get(g), size - gone[g]);
            List<Integer> channels = Arrays.stream(ascending.get(g))
                    .skip(size - kept)
                    .sorted()
                    .boxed()
                    .toList();
            cuts.add(new Cut(groups.get(g).name(), size, channels));
        }
        return cuts;
    }
}
