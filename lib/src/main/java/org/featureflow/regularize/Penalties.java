package org.featureflow.regularize;

import java.util.List;
import org.featureflow.FeatureFlowException;

/**
 * The sum of several penalties, each of whose terms is reported.
 *
 * @param parts at least one
 */
public record Penalties(List<Regularizer> parts) implements Regularizer {
    /**
     * Copies the list.
     *
     * @throws FeatureFlowException if it is empty
     */
    public Penalties {
        parts = List.copyOf(parts);
        if (parts.isEmpty()) {
            throw new FeatureFlowException(
                    "A sum of penalties needs at least one; train without a regulariser instead.");
        }
    }

    @Override
    public Penalty penalty(TrainingStep step) {
        return Penalty.sum(parts.stream().map(p -> p.penalty(step)).toList(), step.manager());
    }
}
