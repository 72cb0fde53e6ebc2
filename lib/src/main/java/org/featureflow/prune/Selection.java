package org.featureflow.prune;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.featureflow.FeatureFlowException;
import org.featureflow.cost.Cost;
import org.featureflow.nn.NetworkSpec;

/** Finds the cut that meets a target: the first one in the order of removal whose real count is at most what the target allows. */
final class Selection {
    private static final double TOLERANCE = 1e-9;

    private final ChannelGroups groups;
    private final List<double[]> scores;
    private final Limits limits;
    private final ChannelGroups all;
    private final Cost whole;
    private final ChannelGroups originalGroups;
    private final Supplier<List<String>> remedies;
    /** What is cut from other groups, to given shares, and counts along. */
    private final List<Cut> beside;

    /**
     * @param groups what may lose channels
     * @param scores one array a group, in order
     * @param limits what to respect
     * @param original the network whose counts are 1
     * @param originalGroups the original's prunable channels
     * @param remedies what to do about a target that cannot be reached
     */
    Selection(
            ChannelGroups groups,
            List<double[]> scores,
            Limits limits,
            NetworkSpec original,
            ChannelGroups originalGroups,
            Supplier<List<String>> remedies) {
        this.groups = groups;
        this.scores = scores;
        this.limits = limits.relativeTo(originalGroups);
        this.all = ChannelGroups.of(groups.spec(), Channels.ALL);
        this.whole = Cost.of(original);
        this.originalGroups = originalGroups;
        this.remedies = remedies;
        this.beside = List.of();
    }

    /** Of some of the groups. */
    private Selection(Selection of, Predicate<ChannelGroup> chosen, List<Cut> beside) {
        List<ChannelGroup> every = of.groups.groups();
        int[] places = IntStream.range(0, every.size())
                .filter(g -> chosen.test(every.get(g)))
                .toArray();
        groups = new ChannelGroups(
                of.groups.spec(), IntStream.of(places).mapToObj(every::get).toList());
        scores = IntStream.of(places).mapToObj(of.scores::get).toList();
        limits = of.limits;
        all = of.all;
        whole = of.whole;
        originalGroups = of.originalGroups;
        remedies = of.remedies;
        this.beside = beside;
    }

    List<Cut> choose(Scope scope, Target target) {
        if (scope instanceof Scope.Ratios ratios) {
            return shared(ratios, target);
        }
        if (target.kind() == Target.Kind.THRESHOLD) {
            if (!(scope instanceof Scope.Global)) {
                throw new FeatureFlowException(
                        "The target " + target + " looks at every channel's score alone, so the scope " + scope.label()
                                + " would change nothing; leave the scope global.");
            }
            RemovalOrder order = RemovalOrder.global(groups.groups(), scores, limits);
            return order.after(order.scoresUpTo(target.value()), limits);
        }
        if (scope instanceof Scope.Global) {
            return search(RemovalOrder.global(groups.groups(), scores, limits), target, false);
        }
        if (scope instanceof Scope.Isomorphic) {
            return search(RemovalOrder.isomorphic(groups, scores, limits), target, false);
        }
        if (target.kind() == Target.Kind.CHANNELS) {
            return byShare(group -> target.value());
        }
        return search(RemovalOrder.local(groups.groups(), scores, limits), target, scope instanceof Scope.Uniform);
    }

    private List<Cut> shared(Scope.Ratios ratios, Target target) {
        Map<String, Double> shares = NamedGroups.shares(groups, ratios.kept());
        if (ratios.others() == null) {
            return byShare(group -> shares.getOrDefault(group.name(), 1.0));
        }
        Selection others = others(shares);
        List<Cut> cuts = new ArrayList<>(others.beside);
        cuts.addAll(others.choose(ratios.others(), target));
        List<String> order = groups.groups().stream().map(ChannelGroup::name).toList();
        cuts.sort(Comparator.comparing(cut -> order.indexOf(cut.group())));
        return cuts;
    }

    /** The groups that have no share of their own, beside those that have. */
    private Selection others(Map<String, Double> shares) {
        Predicate<ChannelGroup> given = group -> shares.containsKey(group.name());
        return new Selection(
                this, given.negate(), new Selection(this, given, List.of()).byShare(group -> shares.get(group.name())));
    }

    /** What goes is rounded down, of the group as it was in the original network. */
    private List<Cut> byShare(ToDoubleFunction<ChannelGroup> kept) {
        List<Cut> cuts = new ArrayList<>();
        for (int g = 0; g < groups.groups().size(); g++) {
            ChannelGroup group = groups.groups().get(g);
            RemovalOrder own = RemovalOrder.local(List.of(group), List.of(scores.get(g)), limits);
            int before = originalGroups.group(group.name()).size();
            int gone = (int) Math.floor((1 - kept.applyAsDouble(group)) * before + before * TOLERANCE);
            int now = Math.max(0, gone - (before - group.size()));
            cuts.addAll(own.after(Math.min(now, own.length()), limits));
        }
        return cuts;
    }

    private List<Cut> search(RemovalOrder order, Target target, boolean equalShares) {
        double allowed = target.value() * wholeCount(target.kind()) * (1 + TOLERANCE);
        int enough = order.length();
        if (count(order.after(enough, limits), target.kind()) > allowed) {
            throw new UnreachableTargetException(unreachable(target));
        }
        int tooFew = -1;
        while (enough - tooFew > 1) {
            int middle = (tooFew + enough) >>> 1;
            if (count(order.after(middle, limits), target.kind()) <= allowed) {
                enough = middle;
            } else {
                tooFew = middle;
            }
        }
        return order.after(equalShares ? order.withEquals(enough) : enough, limits);
    }

    /** The share of the original's counts that the largest cut leaves, whatever the scores. */
    double least(Scope scope, Target.Kind kind) {
        return scope instanceof Scope.Ratios ratios && ratios.others() != null
                ? others(NamedGroups.shares(groups, ratios.kept())).least(kind)
                : least(kind);
    }

    private double least(Target.Kind kind) {
        RemovalOrder order = RemovalOrder.global(groups.groups(), scores, limits);
        return count(order.after(order.length(), limits), kind) / wholeCount(kind);
    }

    private String unreachable(Target target) {
        List<String> help = remedies.get();
        int last = help.size() - 1;
        return String.format(
                Locale.ROOT,
                "The target %s cannot be reached: with %sat least %d channel(s)%s%s%s in each of %d %sgroups the network %s keeps %.3f of its %s; %s.",
                target,
                beside.isEmpty() ? "" : "the given shares of " + beside.size() + " group(s) and ",
                limits.least(),
                limits.pairs().isEmpty() || limits.least() > 1
                        ? ""
                        : " (2 where a grouped convolution is passed, so that steps add up)",
                limits.leastShare() > 0 ? " and a share of " + limits.leastShare() : "",
                limits.roundTo() > 1 ? " and multiples of " + limits.roundTo() : "",
                groups.groups().size(),
                beside.isEmpty() ? "" : "other ",
                groups.spec().name(),
                least(target.kind()),
                target.kind().name().toLowerCase(Locale.ROOT),
                last == 0 ? help.get(0) : String.join(", ", help.subList(0, last)) + " or " + help.get(last));
    }

    private double count(List<Cut> chosen, Target.Kind kind) {
        List<Cut> cuts = Stream.concat(beside.stream(), chosen.stream()).toList();
        if (kind == Target.Kind.CHANNELS) {
            return cuts.stream().mapToInt(c -> c.kept().size()).sum();
        }
        Plan plan = new Plan(groups.spec().name(), cuts, Map.of());
        return count(Cost.of(Shrink.spec(all, plan)), kind);
    }

    private double wholeCount(Target.Kind kind) {
        return kind == Target.Kind.CHANNELS ? originalGroups.channels() : count(whole, kind);
    }

    private static double count(Cost cost, Target.Kind kind) {
        return kind == Target.Kind.PARAMETERS ? cost.parameters() : cost.macs();
    }
}
