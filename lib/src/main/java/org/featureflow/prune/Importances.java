package org.featureflow.prune;

import java.util.List;
import java.util.stream.Collectors;
import org.featureflow.FeatureFlowException;

/** Every importance of the toolkit. One more is one entry here; the command line, sweeps and documentation read this list. */
public final class Importances {
    /** All of them, in the order help lists them. */
    public static final List<Criterion> ALL = List.of(
            new Criterion(
                    "l1",
                    "sum of absolute weights of the filter (Li et al. 2017)",
                    false,
                    Reduction.MEAN,
                    Normalization.MEAN,
                    r -> new FilterImportance(FilterImportance::l1, r)),
            new Criterion(
                    "l2",
                    "Euclidean norm of the filter",
                    false,
                    Reduction.MEAN,
                    Normalization.MEAN,
                    r -> new FilterImportance(FilterImportance::l2, r)),
            new Criterion(
                    "random",
                    "uniform random numbers from the seed",
                    false,
                    Reduction.MEAN,
                    Normalization.NONE,
                    r -> new RandomImportance()));

    private Importances() {}

    /**
     * An importance by its name.
     *
     * @param name such as {@code l1}
     * @return the entry
     * @throws FeatureFlowException if there is none, with the names there are
     */
    public static Criterion byName(String name) {
        return ALL.stream()
                .filter(c -> c.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new FeatureFlowException(
                        "There is no importance “" + name + "”; known are " + String.join(", ", names()) + "."));
    }

    /**
     * All names.
     *
     * @return the names, in the order of {@link #ALL}
     */
    public static List<String> names() {
        return ALL.stream().map(Criterion::name).collect(Collectors.toUnmodifiableList());
    }
}
