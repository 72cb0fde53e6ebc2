package org.featureflow.prune;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.featureflow.FeatureFlowException;
import org.featureflow.OwnSource;
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
    private Scoring scoring;
    private Channels channels = Channels.INNER;
    private Set<String> protectedNodes = Set.of();
    private Scope scope = Scope.global();
    private Target target; // null for the default
    private Limits limits = Limits.NONE;
    private Samples samples;
    private long seed;
    private NetworkSpec original;

    private Pruning(Scoring scoring) {
        this.scoring = scoring;
    }

    private Pruning(Pruning other) {
        scoring = other.scoring;
        channels = other.channels;
        protectedNodes = other.protectedNodes;
        scope = other.scope;
        target = other.target;
        limits = other.limits;
        samples = other.samples;
        seed = other.seed;
        original = other.original;
    }

    private Pruning with(Consumer<Pruning> change) {
        Pruning changed = new Pruning(this);
        change.accept(changed);
        return changed;
    }

    /**
     * By an importance of the toolkit, with its usual reduction and normalisation.
     *
     * @param criterion a name of {@link Importances}
     * @return settings to go on from
     * @throws FeatureFlowException if the name is unknown
     */
    public static Pruning by(String criterion) {
        return new Pruning(Scoring.by(criterion));
    }

    /**
     * By an importance of one's own, with the normalisation that its source says.
     *
     * @param source a class that implements {@link Importance}
     * @return settings to go on from
     * @throws FeatureFlowException if the file has changed since, cannot be compiled, or holds another kind of class
     */
    public static Pruning by(OwnSource source) {
        return new Pruning(Scoring.by(source));
    }

    /**
     * By any importance; scores are divided by their group's mean unless {@link #normalization} says otherwise.
     *
     * @param importance the criterion
     * @param name what to call it in the plan
     * @return settings to go on from
     */
    public static Pruning by(Importance importance, String name) {
        return new Pruning(Scoring.by(importance, name));
    }

    /**
     * Another reduction over the members of groups that several layers make.
     *
     * @param value the reduction
     * @return a copy
     * @throws FeatureFlowException if the importance has none to choose: {@code flow}, {@code random} and those of your own
     */
    public Pruning reduction(GroupReduction value) {
        return with(p -> p.scoring = scoring.withReduction(value));
    }

    /**
     * Another scaling between groups.
     *
     * @param value the normalisation
     * @return a copy
     */
    public Pruning normalization(ScoreNormalization value) {
        return with(p -> p.scoring = scoring.withNormalization(value));
    }

    /**
     * Which channels may go.
     *
     * @param value inner channels only, or residual streams too
     * @return a copy
     */
    public Pruning channels(Channels value) {
        return with(p -> p.channels = value);
    }

    /**
     * Nodes whose outputs stay whole.
     *
     * @param nodes names of nodes, or beginnings of names that end in a dot: {@code layer1.} means all nodes within {@code layer1}
     * @return a copy
     */
    public Pruning protect(Collection<String> nodes) {
        return with(p -> p.protectedNodes = Set.copyOf(nodes));
    }

    /**
     * How the cut is spread.
     *
     * @param value the scope
     * @return a copy
     */
    public Pruning scope(Scope value) {
        return with(p -> p.scope = value);
    }

    /**
     * How much is left.
     *
     * @param value the target
     * @return a copy
     */
    public Pruning target(Target value) {
        return with(p -> p.target = value);
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
        return target == null ? Target.DEFAULT : target;
    }

    /** Shares of some groups alone, whatever the scope and the target were. */
    Pruning only(Map<String, Double> kept) {
        return target(null).scope(Scope.ratios(kept));
    }

    /**
     * Rounds kept channels up to a multiple.
     *
     * @param multiple such as 8; 1 for none. In a grouped convolution it is one of the channels of all its groups together
     * @return a copy
     */
    public Pruning roundTo(int multiple) {
        return with(p -> p.limits = limits.withRoundTo(multiple));
    }

    /**
     * Keeps a number of channels in every layer.
     *
     * @param least at least 1. In a grouped convolution it is the number of channels of all its groups together
     * @return a copy
     * @throws FeatureFlowException if the number is less than 1
     */
    public Pruning minChannels(int least) {
        return with(p -> p.limits = limits.withLeast(least));
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
        return with(p -> p.limits = limits.withLeastShare(least));
    }

    /**
     * Images for the importances that look at data.
     *
     * @param images the samples
     * @return a copy
     */
    public Pruning samples(Samples images) {
        return with(p -> p.samples = images);
    }

    /**
     * The seed of random scores.
     *
     * @param value the seed
     * @return a copy
     */
    public Pruning seed(long value) {
        return with(p -> p.seed = value);
    }

    /**
     * Takes fractions of another network's counts, for pruning on in steps: the target then means the share of what there was at the start.
     *
     * @param spec the network before the first step
     * @return a copy
     */
    public Pruning relativeTo(NetworkSpec spec) {
        return with(p -> p.original = spec);
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
     * @throws FeatureFlowException if a protected node does not exist, a group of a given share is not among them, or nothing can be pruned
     */
    public ChannelGroups groups(NetworkSpec spec) {
        ChannelGroups groups = ChannelGroups.prunable(spec, channels, protectedNodes);
        if (scope instanceof Scope.Ratios ratios) {
            NamedGroups.shares(groups, ratios.kept());
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
        return scoring.scores(Evidence.of(network).with(samples).seed(seed).scoring(groups(network.spec())));
    }

    /**
     * Chooses the channels that stay.
     *
     * @param network the network, unchanged
     * @return the plan
     * @throws FeatureFlowException if the target cannot be reached, with what can (not one in channels under {@link Scope#local} or
     *     {@link Scope#uniform}, of which groups keep what limits say), or a threshold has a scope other than the global one
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
        if (target != null) {
            target.requireUsedBy(scope);
        }
        List<Cut> cuts = selection(spec, scores).choose(scope, target());
        PlanOrigin origin =
                new PlanOrigin(scoring, channels, protectedNodes, scope, target(), limits, seed, samples, original);
        return new Plan(spec.name(), cuts, origin.entries());
    }

    private Selection selection(NetworkSpec spec, Map<String, double[]> scores) {
        ChannelGroups groups = groups(spec);
        List<double[]> values =
                groups.groups().stream().map(g -> Scoring.of(g, scores)).toList();
        NetworkSpec start = original == null ? spec : original;
        ChannelGroups startGroups = start == spec ? groups : groups(start);
        return new Selection(groups, values, limits, start, startGroups, () -> Remedies.of(this, spec));
    }

    /** The smallest share that any cut can leave, of what the target counts. */
    double least(NetworkSpec spec) {
        return selection(spec, Scoring.equal(groups(spec))).least(scope, target().kind());
    }

    /**
     * Refuses what no scores could make right, before anything is scored: scores decide what goes, not how much can.
     *
     * @param spec the architecture
     * @throws FeatureFlowException if no cut reaches the target (one in channels under {@link Scope#local} or {@link Scope#uniform} is met as far
     *     as limits allow, never refused), or the scope names a group that is not there or has to stay
     */
    public void requireReachable(NetworkSpec spec) {
        plan(spec, Scoring.equal(groups(spec)));
    }

    /**
     * Refuses an importance that cannot score a network's channels, whatever its weights are.
     *
     * @param spec the architecture
     * @throws FeatureFlowException if there are such channels, with what makes them
     */
    public void requireScorable(NetworkSpec spec) {
        scoring.importance().check(groups(spec));
    }

    /** For pruning on in steps: groups of channels stay what they are, so that a later plan can name them. */
    Pruning keepingGroups(NetworkSpec spec) {
        return with(p ->
                p.limits = limits.withPairs(ChannelGroups.of(spec, Channels.ALL).throughGroupedConvolutions()));
    }
}
