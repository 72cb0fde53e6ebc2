package org.featureflow.experiment;

import java.util.Optional;
import org.featureflow.FeatureFlowException;
import org.featureflow.OwnSource;
import org.featureflow.nn.Network;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.prune.Channels;
import org.featureflow.prune.Importances;
import org.featureflow.prune.IterativePruning;
import org.featureflow.prune.Plan;
import org.featureflow.prune.Pruning;
import org.featureflow.prune.Samples;
import org.featureflow.prune.Scope;
import org.featureflow.prune.Target;
import org.featureflow.train.BatchNormStatistics;

/**
 * How channels are removed.
 *
 * @param importance a name of {@link org.featureflow.prune.Importances}, or a source file
 * @param code SHA-256 of the source file; null for an importance of the toolkit
 * @param channels inner channels only, or residual streams too
 * @param scope a name of {@link Scope}
 * @param target how much is left
 * @param roundTo kept channels are a multiple of this; 1 for any number
 * @param minChannels least number of channels that a layer keeps
 * @param images training images shown to importances that look at data, rounded up to batches of 64; 0 for those that do not
 * @param details what few cuts need to say; null for nothing of it
 */
public record PruningChoice(
        String importance,
        String code,
        Channels channels,
        String scope,
        Target target,
        int roundTo,
        int minChannels,
        int images,
        CutDetails details) {
    /** Training images that importances look at unless said otherwise. */
    public static final int IMAGES = 512;

    /**
     * Checks names and numbers.
     *
     * @throws FeatureFlowException if one is unknown or out of range
     */
    public PruningChoice {
        if (importance == null || channels == null || scope == null || target == null) {
            throw new FeatureFlowException("A pruning needs an importance, channels, a scope and a target.");
        }
        boolean own = OwnSource.isMeantBy(importance);
        if (own == (code == null)) {
            throw new FeatureFlowException(
                    own
                            ? "The importance " + importance
                                    + " needs the checksum of its source; let RunSettings make the choice."
                            : "The importance “" + importance + "” is the toolkit's and has no source file.");
        }
        importance = own ? importance : Importances.named(importance).name();
        // A record can be read where the source is not.
        boolean needsData = own ? images > 0 : Importances.named(importance).needsData();
        details = CutDetails.NONE.equals(details) ? null : details;
        Pruning any = own ? Pruning.by((group, evidence) -> new double[0], importance) : Pruning.by(importance);
        iterative(pruning(any, channels, scope, target, roundTo, minChannels, details), details);
        requireImages(importance, needsData, images);
        // What is not looked at makes no difference between two runs.
        images = needsData ? images : 0;
    }

    private static void requireImages(String importance, boolean needsData, int images) {
        if (needsData && images < 1) {
            throw new FeatureFlowException(
                    "The importance “" + importance + "” looks at images: give at least 1, not " + images + ".");
        }
    }

    /**
     * The choice that people write down.
     *
     * @param importance a name of {@link org.featureflow.prune.Importances}, or a source file, which is compiled to see whether it needs images
     * @param channels inner channels only, or residual streams too
     * @param scope a name of {@link Scope}
     * @param target how much is left
     * @param roundTo kept channels are a multiple of this; 1 for any number
     * @param minChannels least number of channels that a layer keeps
     * @param images training images shown to importances that look at data, rounded up to batches of 64
     * @param details what few cuts need to say; null for nothing of it
     * @return the choice, with the source's checksum if there is one
     */
    public static PruningChoice of(
            String importance,
            Channels channels,
            String scope,
            Target target,
            int roundTo,
            int minChannels,
            int images,
            CutDetails details) {
        OwnSource own = OwnSource.isMeantBy(importance) ? OwnSource.of(importance) : null;
        boolean needsData = (own == null ? Importances.named(importance) : Importances.of(own)).needsData();
        requireImages(importance, needsData, images);
        return new PruningChoice(
                own == null ? importance : own.file(),
                own == null ? null : own.checksum(),
                channels,
                scope,
                target,
                roundTo,
                minChannels,
                needsData ? images : 0,
                details);
    }

    /**
     * The usual choice: inner channels, global, any number of channels but at least one.
     *
     * @param importance a name of {@link org.featureflow.prune.Importances}
     * @param target how much is left
     * @return the choice
     */
    public static PruningChoice of(String importance, Target target) {
        return of(importance, Channels.INNER, "global", target, 1, 1, IMAGES, null);
    }

    /**
     * Whether images are looked at.
     *
     * @return true if {@link #plan} needs samples
     */
    public boolean needsData() {
        return images > 0;
    }

    /**
     * On how many images the cut network's batch norms are measured anew.
     *
     * @return 0 for not at all
     */
    public int recalibrate() {
        return details == null || details.recalibrate() == null ? 0 : details.recalibrate();
    }

    /**
     * The source of an importance of one's own.
     *
     * @return empty for one of the toolkit
     */
    public Optional<OwnSource> source() {
        return Optional.ofNullable(code).map(c -> new OwnSource(importance, c));
    }

    /** The same cut wherever a source file lies; it could not be made so. */
    PruningChoice anywhere() {
        return code == null
                ? this
                : new PruningChoice(
                        OwnSource.withoutPlace(importance),
                        code,
                        channels,
                        scope,
                        target,
                        roundTo,
                        minChannels,
                        images,
                        details);
    }

    /**
     * The same cut of another size.
     *
     * @param value how much is left
     * @return the changed copy
     */
    public PruningChoice withTarget(Target value) {
        return new PruningChoice(importance, code, channels, scope, value, roundTo, minChannels, images, details);
    }

    /**
     * Chooses the channels that stay.
     *
     * @param network the network, unchanged
     * @param samples images for importances that look at them; null for others
     * @param seed decides random scores
     * @return the plan
     * @throws FeatureFlowException if the target cannot be reached, or a protected node does not exist
     */
    public Plan plan(Network network, Samples samples, long seed) {
        Pruning pruning = settings().seed(seed).samples(samples);
        IterativePruning iterative = iterative(pruning, details);
        return iterative == null ? pruning.plan(network) : iterative.plan(network);
    }

    /** Refuses a network that lacks a protected node or a group of a given share. Others are not looked at, which takes a while. */
    void requireNamed(NetworkSpec network) {
        if (details != null && (!details.protect().isEmpty() || details.ratio() != null)) {
            settings().groups(network);
        }
    }

    /**
     * Refuses a cut that is not possible whatever the network learns, before it is trained for it.
     *
     * @param spec the architecture
     * @throws FeatureFlowException if the importance cannot score its channels, or it has no batch norms to measure anew
     */
    void requirePossible(NetworkSpec spec) {
        settings().requireScorable(spec);
        if (recalibrate() > 0) {
            BatchNormStatistics.requireIn(spec);
        }
    }

    private Pruning settings() {
        Pruning by = source().map(Pruning::by).orElseGet(() -> Pruning.by(importance));
        return pruning(by, channels, scope, target, roundTo, minChannels, details);
    }

    private static Pruning pruning(
            Pruning by,
            Channels channels,
            String scope,
            Target target,
            int roundTo,
            int minChannels,
            CutDetails details) {
        Pruning plain = by.channels(channels).target(target).roundTo(roundTo).minChannels(minChannels);
        Scope named = Scope.named(scope);
        return details == null ? plain.scope(named) : details.of(plain, named);
    }

    private static IterativePruning iterative(Pruning pruning, CutDetails details) {
        return details == null || details.steps() == 1
                ? null
                : new IterativePruning(pruning, details.schedule(), details.steps());
    }
}
