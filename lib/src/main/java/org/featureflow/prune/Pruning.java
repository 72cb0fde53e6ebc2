package org.featureflow.prune;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.featureflow.FeatureFlowException;
import org.featureflow.nn.Network;
import org.featureflow.nn.NetworkSpec;

/**
 * How to choose what goes; each call of a setting gives a changed copy. Every setting is explicit and written into the plan's origin.
 *
 * <pre>{@code
 * Plan plan = Pruning.by("l1").scope(Scope.global()).target(Target.macs(0.5)).plan(network);
 * }</pre>
 *
 * Without further settings: inner channels, global scope, half the MACs, at least one channel in every group.
 */
public final class Pruning {
    private Importance importance;
    private String name;
    private ScoreNormalization normalization;
    private GroupReduction reduction;
    private Channels channels = Channels.INNER;
    private Set<String> protectedNodes = Set.of();
    private Scope scope = Scope.global();
    private Target target = Target.macs(0.5);
    private Limits limits = Limits.NONE;
    private Samples samples;
    private long seed;
    private NetworkSpec original;

    private Pruning() {}

    private Pruning(Pruning other) {
        importance = other.importance;
        name = other.name;
        normalization = other.normalization;
        reduction = other.reduction;
        channels = other.channels;
        protectedNodes = other.protectedNodes;
        scope = other.scope;
        target = other.target;
        limits = other.limits;
        samples = other.samples;
        seed = other.seed;
        original = other.original;
    }

    /**
     * By an importance of the toolkit, with its usual reduction and normalisation.
     *
     * @param criterion a name of {@link Importances}
     * @return settings to go on from
     * @throws FeatureFlowException if the name is unknown
     */
    public static Pruning by(String criterion) {
        Criterion c = Importances.named(criterion);
        Pruning p = by(c.importance(), criterion);
        p.normalization = c.normalization();
        p.reduction = c.reduction();
        return p;
    }

    /**
     * By any importance; scores are divided by their group's mean unless {@link #normalization} says otherwise.
     *
     * @param importance the criterion
     * @param name what to call it in the plan
     * @return settings to go on from
     */
    public static Pruning by(Importance importance, String name) {
        Pruning p = new Pruning();
        p.importance = importance;
        p.name = name;
        p.normalization = ScoreNormalization.MEAN;
        return p;
    }

    /**
     * Another reduction over the members of groups that several layers make.
     *
     * @param value the reduction
     * @return a copy
     * @throws FeatureFlowException if the importance has none to choose: {@code flow}, {@code random} and those of your own
     */
    public Pruning reduction(GroupReduction value) {
        if (reduction == null) {
            throw new FeatureFlowException("The importance “" + name + "” has no reduction to choose.");
        }
        Pruning p = new Pruning(this);
        p.reduction = value;
        p.importance = Importances.named(name).factory().apply(value);
        return p;
    }

    /**
     * Another scaling between groups.
     *
     * @param value the normalisation
     * @return a copy
     */
    public Pruning normalization(ScoreNormalization value) {
        Pruning p = new Pruning(this);
        p.normalization = value;
        return p;
    }

    /**
     * Which channels may go.
     *
     * @param value inner channels only, or residual streams too
     * @return a copy
     */
    public Pruning channels(Channels value) {
        Pruning p = new Pruning(this);
        p.channels = value;
        return p;
    }

    /**
     * Nodes whose outputs stay whole.
     *
     * @param nodes names of nodes, or beginnings of names that end in a dot: {@code layer1.} means all nodes within {@code layer1}
     * @return a copy
     */
    public Pruning protect(Collection<String> nodes) {
        Pruning p = new Pruning(this);
        p.protectedNodes = Set.copyOf(nodes);
        return p;
    }

    /**
     * How the cut is spread.
     *
     * @param value the scope
     * @return a copy
     */
    public Pruning scope(Scope value) {
        Pruning p = new Pruning(this);
        p.scope = value;
        return p;
    }

    /**
     * How much is left.
     *
     * @param value the target
     * @return a copy
     */
    public Pruning target(Target value) {
        Pruning p = new Pruning(this);
        p.target = value;
        return p;
    }

    /** How the cut is spread. */
    Scope scope() {
        return scope;
    }

    /**
     * How much is left.
     *
     * @return the target
     */
    public Target target() {
        return target;
    }

    /**
     * Rounds kept channels up to a multiple.
     *
     * @param multiple such as 8; 1 for none. In a grouped convolution it is one of the channels of all its groups together
     * @return a copy
     */
    public Pruning roundTo(int multiple) {
        Pruning p = new Pruning(this);
        p.limits = limits.withRoundTo(multiple);
        return p;
    }

    /**
     * Keeps a number of channels in every layer.
     *
     * @param least at least 1. In a grouped convolution it is the number of channels of all its groups together
     * @return a copy
     * @throws FeatureFlowException if the number is less than 1
     */
    public Pruning minChannels(int least) {
        Pruning p = new Pruning(this);
        p.limits = limits.withLeast(least);
        return p;
    }

    /**
     * Keeps a share of its channels in every group, so that a global scope takes no group nearly whole. In steps it is the share of what there
     * was at the start.
     *
     * @param least from 0, for no such limit, to 1; rounded up to whole channels
     * @return a copy
     * @throws FeatureFlowException if the share is out of range
     */
    public Pruning leastShare(double least) {
        Pruning p = new Pruning(this);
        p.limits = limits.withLeastShare(least);
        return p;
    }

    /**
     * Images for the importances that look at data.
     *
     * @param images the samples
     * @return a copy
     */
    public Pruning samples(Samples images) {
        Pruning p = new Pruning(this);
        p.samples = images;
        return p;
    }

    /**
     * The seed of random scores.
     *
     * @param value the seed
     * @return a copy
     */
    public Pruning seed(long value) {
        Pruning p = new Pruning(this);
        p.seed = value;
        return p;
    }

    /**
     * Takes fractions of another network's counts, for pruning on in steps: the target then means the share of what there was at the start.
     *
     * @param spec the network before the first step
     * @return a copy
     */
    public Pruning relativeTo(NetworkSpec spec) {
        Pruning p = new Pruning(this);
        p.original = spec;
        return p;
    }

    /** Decides random scores. */
    long seed() {
        return seed;
    }

    /**
     * The groups that may lose channels.
     *
     * @param spec the architecture
     * @return the groups, without protected ones
     * @throws FeatureFlowException if a protected node does not exist or nothing can be pruned
     */
    public ChannelGroups groups(NetworkSpec spec) {
        ChannelGroups groups = ChannelGroups.of(spec, channels).without(protectedNodes);
        if (groups.groups().isEmpty()) {
            boolean streams = channels == Channels.INNER
                    && !ChannelGroups.of(spec, Channels.ALL)
                            .without(protectedNodes)
                            .groups()
                            .isEmpty();
            throw new FeatureFlowException(
                    "Network " + spec.name() + " has no channels to prune"
                            + (protectedNodes.isEmpty() ? "" : " besides the protected ones")
                            + (streams
                                    ? "; residual streams need coupled channels (--coupled)."
                                    : "; those of the images, of the logits, and behind a function that is not 0 at 0 (a sigmoid) have to stay."));
        }
        return groups;
    }

    /**
     * Normalised scores.
     *
     * @param network the network
     * @return group name → one score a channel
     * @throws FeatureFlowException if the importance cannot score some groups, or a score is not a number, or negative where scores are
     *     normalised
     */
    public Map<String, double[]> scores(Network network) {
        ChannelGroups groups = groups(network.spec());
        Evidence evidence = Evidence.of(network).with(samples).seed(seed).scoring(groups);
        Map<String, double[]> scores = new LinkedHashMap<>();
        importance.check(evidence);
        for (ChannelGroup group : groups.groups()) {
            double[] raw = importance.scores(group, evidence);
            check(group, raw);
            scores.put(group.name(), normalization.of(raw));
        }
        return scores;
    }

    private void check(ChannelGroup group, double[] raw) {
        if (raw.length != group.size()) {
            throw new FeatureFlowException("The importance “" + name + "” gives " + raw.length + " scores for the "
                    + group.size() + " channels of “" + group.name() + "”; it must give one each.");
        }
        for (int c = 0; c < raw.length; c++) {
            if (!Double.isFinite(raw[c])) {
                throw new FeatureFlowException("The importance “" + name + "” gives " + raw[c] + " for channel " + c
                        + " of “" + group.name() + "”; are the network's weights finite?");
            }
            if (raw[c] < 0 && normalization != ScoreNormalization.NONE) {
                throw new FeatureFlowException("The importance “" + name + "” gives " + raw[c] + " for channel " + c
                        + " of “" + group.name() + "”, but the normalisation " + normalization
                        + " is for scores of 0 or more; give such, or take the normalisation NONE.");
            }
        }
    }

    /**
     * Chooses the channels that stay.
     *
     * @param network the network, unchanged
     * @return the plan
     * @throws FeatureFlowException if the target cannot be reached, with what can, or a threshold has a scope other than the global one
     */
    public Plan plan(Network network) {
        return plan(network.spec(), scores(network));
    }

    /**
     * Chooses by scores found before, for several targets of one network.
     *
     * @param spec the architecture
     * @param scores what {@link #scores} returned
     * @return the plan
     * @throws FeatureFlowException if the target cannot be reached, with what can, if scores of a group are missing, or if a threshold has a
     *     scope other than the global one
     */
    public Plan plan(NetworkSpec spec, Map<String, double[]> scores) {
        if (target.kind() == Target.Kind.THRESHOLD
                && !(scope instanceof Scope.Global || scope instanceof Scope.Ratios)) {
            throw new FeatureFlowException(
                    "The target " + target + " looks at every channel's score alone, so the scope " + scope.label()
                            + " would change nothing; leave the scope global.");
        }
        return new Plan(spec.name(), selection(spec, scores).choose(scope, target), origin());
    }

    private Selection selection(NetworkSpec spec, Map<String, double[]> scores) {
        ChannelGroups groups = groups(spec);
        List<double[]> values =
                groups.groups().stream().map(g -> scoresOf(g, scores)).toList();
        NetworkSpec start = original == null ? spec : original;
        ChannelGroups startGroups = start == spec ? groups : groups(start);
        return new Selection(groups, values, limits, start, startGroups, () -> Remedies.of(this, spec));
    }

    /** The smallest share that any cut can leave, of what the target counts. */
    double least(NetworkSpec spec) {
        return selection(spec, equalScores(spec)).least(target.kind());
    }

    private Map<String, double[]> equalScores(NetworkSpec spec) {
        return groups(spec).groups().stream().collect(Collectors.toMap(ChannelGroup::name, g -> new double[g.size()]));
    }

    /**
     * Refuses what no scores could make right, before anything is scored: scores decide what goes, not how much can.
     *
     * @param spec the architecture
     * @throws FeatureFlowException if no cut reaches the target, or the scope names a group that is not there or has to stay
     */
    public void requireReachable(NetworkSpec spec) {
        plan(spec, equalScores(spec));
    }

    /** For pruning on in steps: groups of channels stay what they are, so that a later plan can name them. */
    Pruning keepingGroups(NetworkSpec spec) {
        Pruning p = new Pruning(this);
        p.limits = limits.withPairs(ChannelGroups.of(spec, Channels.ALL).throughGroupedConvolutions());
        return p;
    }

    private static double[] scoresOf(ChannelGroup group, Map<String, double[]> scores) {
        double[] found = scores.get(group.name());
        if (found == null || found.length != group.size()) {
            throw new FeatureFlowException("There are " + (found == null ? "no" : found.length) + " scores for the "
                    + group.size() + " channels of “" + group.name()
                    + "”; use scores of the same network, channels and protected nodes.");
        }
        return found;
    }

    private Map<String, String> origin() {
        Map<String, String> origin = new TreeMap<>();
        origin.put("importance", name);
        if (reduction != null) {
            origin.put("reduction", reduction.name());
        }
        origin.put("normalization", normalization.name());
        origin.put("channels", channels.name());
        origin.put("scope", scope.label());
        origin.put("target", scope instanceof Scope.Ratios r ? new TreeMap<>(r.kept()).toString() : target.toString());
        if (!protectedNodes.isEmpty()) {
            origin.put("protected", String.join(" ", new TreeSet<>(protectedNodes)));
        }
        origin.put("round_to", Integer.toString(limits.roundTo()));
        origin.put("min_channels", Integer.toString(limits.least()));
        origin.put("least_share", Double.toString(limits.leastShare()));
        origin.put("seed", Long.toString(seed));
        if (samples != null) {
            origin.putAll(samples.origin());
        }
        if (original != null) {
            origin.put("relative_to", original.name());
        }
        return origin;
    }
}
