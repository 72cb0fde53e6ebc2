package org.featureflow.regularize;

import java.util.List;
import org.featureflow.data.Normalization;
import org.featureflow.nn.Network;
import org.featureflow.nn.NetworkSpec;

/**
 * The sum of several penalties, each of whose terms is reported.
 *
 * @param parts any number; none adds nothing to the loss
 */
public record Penalties(List<Regularizer> parts) implements Regularizer {
    /** No penalty. */
    public static final Penalties NONE = new Penalties(List.of());

    /** Copies the list. */
    public Penalties {
        parts = List.copyOf(parts);
    }

    /**
     * Two penalties as one, without a sum where one of them is {@link #NONE}.
     *
     * @param first a penalty or a sum of some
     * @param second another one
     * @return their sum
     */
    public static Regularizer sum(Regularizer first, Regularizer second) {
        List<Regularizer> parts = summands(new Penalties(List.of(first, second)));
        return parts.size() == 1 ? parts.get(0) : new Penalties(parts);
    }

    /** What a penalty is the sum of, through sums of sums: itself if it is no sum. */
    static List<Regularizer> summands(Regularizer regularizer) {
        return regularizer instanceof Penalties sum
                ? sum.parts().stream().flatMap(p -> summands(p).stream()).toList()
                : List.of(regularizer);
    }

    @Override
    public void check(NetworkSpec spec) {
        parts.forEach(p -> p.check(spec));
    }

    @Override
    public void requireFit(Network network, Normalization normalization) {
        parts.forEach(p -> p.requireFit(network, normalization));
    }

    @Override
    public Penalty penalty(TrainingStep step) {
        return Penalty.sum(parts.stream().map(p -> p.penalty(step)).toList(), step.manager());
    }
}
