package org.featureflow.nn;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Optional;
import java.util.function.ObjIntConsumer;
import org.featureflow.engine.Autograd;
import org.featureflow.engine.GradMode;

/**
 * A forward pass whose graph is cut at every tap. Going back, the derivative by each feature is at hand as an array before it is passed on,
 * so a penalty on features can add its derivative there in place. As part of the graph the same penalty would cost several passes over
 * every feature more, and on a CPU these passes are what feature flow regularisation costs.
 */
public final class Segments {
    private final Output output;
    private final List<End> ends;

    Segments(Output output, List<End> ends) {
        this.output = output;
        this.ends = ends;
    }

    /**
     * Where the graph was cut.
     *
     * @param tap index of the feature
     * @param result the feature with its graph; null for the images, behind which there is none
     */
    record End(int tap, NDArray result) {}

    /**
     * What the network made of the batch; the features are constants here.
     *
     * @return logits and features
     */
    public Output output() {
        return output;
    }

    /**
     * Adds derivatives to the network's parameters.
     *
     * @param loss a scalar () made from the logits
     * @param change called for every tap, later nodes first, with the derivative of the loss by that feature, [B, C, H, W], and the tap's
     *     index; may change the derivative in place
     */
    public void backward(NDArray loss, ObjIntConsumer<NDArray> change) {
        try (GradMode on = GradMode.on()) {
            Autograd.backward(loss);
            for (int i = ends.size() - 1; i >= 0; i--) {
                End end = ends.get(i);
                NDArray feature = output.features().get(end.tap());
                // A feature that nothing after it uses still gets the penalty's derivative.
                NDArray gradient = reached(end, feature).orElseGet(feature::zerosLike);
                change.accept(gradient, end.tap());
                if (end.result() != null) {
                    Autograd.backward(end.result(), gradient);
                }
            }
        }
    }

    private static Optional<NDArray> reached(End end, NDArray feature) {
        return end.result() == null ? Optional.empty() : Autograd.reached(feature);
    }
}
