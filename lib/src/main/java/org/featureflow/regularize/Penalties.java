package org.featureflow.regularize;

import ai.djl.ndarray.NDArray;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
        NDArray loss = null;
        Map<String, NDArray> terms = new LinkedHashMap<>();
        for (Regularizer part : parts) {
            Penalty p = part.penalty(step);
            loss = loss == null ? p.loss() : loss.add(p.loss());
            terms.putAll(p.terms());
        }
        return new Penalty(loss, terms);
    }
}
