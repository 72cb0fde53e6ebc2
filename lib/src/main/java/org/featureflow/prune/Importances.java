package org.featureflow.prune;

import java.util.List;
import java.util.stream.Collectors;
import org.featureflow.FeatureFlowException;
import org.featureflow.OwnSource;
import org.featureflow.Spelling;

/** Every importance of the toolkit. One more is one entry here; the command line, sweeps and documentation read this list. */
public final class Importances {
    private static final List<Criterion> ALL = List.of(
            new Criterion(
                    "l1",
                    "sum of absolute weights of the filter (Li et al. 2017)",
                    false,
                    GroupReduction.MEAN,
                    ScoreNormalization.MEAN,
                    r -> new FilterImportance(FilterImportance::l1, r)),
            new Criterion(
                    "l2",
                    "Euclidean norm of the filter",
                    false,
                    GroupReduction.MEAN,
                    ScoreNormalization.MEAN,
                    r -> new FilterImportance(FilterImportance::l2, r)),
            new Criterion(
                    "geometric_median",
                    "sum of distances to the layer's other filters (FPGM, He et al. 2019)",
                    false,
                    GroupReduction.MEAN,
                    ScoreNormalization.MEAN,
                    GeometricMedianImportance::new),
            new Criterion(
                    "batch_norm_scale",
                    "absolute batch-norm scale (network slimming, Liu et al. 2017)",
                    false,
                    GroupReduction.MEAN,
                    ScoreNormalization.NONE,
                    BatchNormScaleImportance::new),
            new Criterion(
                    "lamp",
                    "layer-adaptive magnitude of the filter norms (LAMP, Lee et al. 2021)",
                    false,
                    GroupReduction.MEAN,
                    ScoreNormalization.NONE,
                    LampImportance::new),
            new Criterion(
                    "group_norm",
                    "squares of everything coupled to the channel (DepGraph, Fang et al. 2023)",
                    false,
                    GroupReduction.SUM,
                    ScoreNormalization.MAX,
                    GroupNormImportance::new),
            new Criterion(
                    "taylor",
                    "first-order change of the loss, gate at the batch norm (Molchanov et al. 2019)",
                    true,
                    GroupReduction.SUM,
                    ScoreNormalization.NONE,
                    r -> new TaylorImportance(true, r)),
            new Criterion(
                    "taylor_filter",
                    "first-order change of the loss, over the filter's weights and bias (Molchanov et al. 2019)",
                    true,
                    GroupReduction.SUM,
                    ScoreNormalization.NONE,
                    r -> new TaylorImportance(false, r)),
            new Criterion(
                    "hrank",
                    "mean rank of the channel's feature maps (HRank, Lin et al. 2020)",
                    true,
                    GroupReduction.MEAN,
                    ScoreNormalization.MEAN,
                    r -> (group, e) -> Activations.scores(group, e, "rank", MatrixRank::mean, r)),
            new Criterion(
                    "apoz",
                    "share of activations that are not zero (1 - APoZ, Hu et al. 2016)",
                    true,
                    GroupReduction.MEAN,
                    ScoreNormalization.NONE,
                    ApozImportance::new),
            new Criterion(
                    "mean_activation",
                    "mean absolute activation",
                    true,
                    GroupReduction.MEAN,
                    ScoreNormalization.MEAN,
                    r -> (group, e) -> Activations.scores(group, e, "mean absolute", Activations::meanAbsolute, r)),
            new Criterion(
                    "flow",
                    "contribution to length and curvature of the feature flow (this toolkit)",
                    true,
                    null,
                    ScoreNormalization.NONE,
                    r -> new FlowImportance(1)),
            new Criterion(
                    "random",
                    "uniform random numbers from the seed",
                    false,
                    null,
                    ScoreNormalization.NONE,
                    r -> new RandomImportance()));

    private Importances() {}

    /**
     * Every importance that can be named.
     *
     * @return the entries, in the order help lists them
     */
    public static List<Criterion> all() {
        return ALL;
    }

    /**
     * An importance by its name.
     *
     * @param name such as {@code l1}, hyphens and underscores being the same, or the source file of one's own ({@link OwnImportance}), such as
     *     {@code mine/Largest.java}
     * @return the entry, with the name as it is listed
     * @throws FeatureFlowException if there is none, with the names there are, or the source cannot be compiled
     */
    public static Criterion named(String name) {
        if (OwnSource.isMeantBy(name)) {
            return of(OwnSource.of(name));
        }
        return ALL.stream()
                .filter(c -> Spelling.alike(c.name(), name))
                .findFirst()
                .orElseThrow(() -> new FeatureFlowException("There is no importance “" + name + "”; known are "
                        + String.join(", ", names()) + ", and the source file of one’s own (.java)."));
    }

    /**
     * An importance of one's own.
     *
     * @param source a class that implements {@link Importance}, or {@link OwnImportance} to say how it is used
     * @return its entry, named by its file
     * @throws FeatureFlowException if the file has changed since, cannot be compiled, or holds another kind of class
     */
    public static Criterion of(OwnSource source) {
        Importance made = source.make(Importance.class);
        OwnImportance own = made instanceof OwnImportance o ? o : made::scores;
        return new Criterion(
                source.file(), "of one's own", own.needsData(), null, own.normalization(), reduction -> made);
    }

    /**
     * All names.
     *
     * @return the names, in the order of {@link #all()}
     */
    public static List<String> names() {
        return ALL.stream().map(Criterion::name).collect(Collectors.toUnmodifiableList());
    }
}
