package org.featureflow.nn;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Optional;
import java.util.function.ObjIntConsumer;
import org.featureflow.engine.Autograd;
import org.featureflow.engine.GradMode;

/**
 * A forward pass whose graph is cut at every tap, and at every fork so that no two pieces share a part. Going back, the derivative by each
 * feature is at hand as an array before it is passed on, so a penalty on features can add its derivative there in place. As part of the graph the
 * same penalty would cost several passes over every feature more, and on a CPU these passes are what feature flow regularisation costs.
 */
public final class Segments {
    private final Output output;
    private final Output constants;
    private final List<End> ends;

    Segments(Output output, List<End> ends) {
        this.output = output;
        this.constants = new Output(
                output.logits(),
                output.features().stream().map(Autograd::detach).toList());
        this.ends = ends;
    }

    /**
     * Where the graph was cut.
     *
     * @param tap index of the feature, negative for a fork that is none
     * @param result the feature with its graph; null where there is none: for the images, and behind a beginning that learns nothing
     * @param leaf what the graph goes on from, collecting the derivative; null for the images
     */
    record End(int tap, NDArray result, NDArray leaf) {}

    /**
     * What the network made of the batch, for a loss: its derivative by a feature is passed on to what is before the feature.
     *
     * @return logits, and features that are closed by {@link #backward}
     */
    public Output output() {
        return output;
    }

    /**
     * The same values, to look at.
     *
     * @return logits, and features as constants
     */
    public Output constants() {
        return constants;
    }

    /**
     * Adds derivatives to the network's parameters.
     *
     * @param loss a scalar () made from the logits
     * @param change called for every tap, later nodes first, with the derivative of the loss by that feature, [B, C, H, W] or [B, C], and
     *     the tap's index; may change the derivative in place but not keep it
     */
    public void backward(NDArray loss, ObjIntConsumer<NDArray> change) {
        try (GradMode on = GradMode.on()) {
            Autograd.backward(loss);
            for (int i = ends.size() - 1; i >= 0; i--) {
                End end = ends.get(i);
                try (NDArray gradient = gradient(end)) {
                    if (end.tap() >= 0) {
                        change.accept(gradient, end.tap());
                    }
                    if (end.result() != null && gradient != null) {
                        Autograd.backward(end.result(), gradient);
                    }
                }
                // The leaf holds the derivative too: all of them together would be as much memory as all features.
                if (end.leaf() != null && end.leaf() != output.logits()) {
                    end.leaf().close();
                }
            }
        }
    }

    /** A feature that nothing after it uses still gets the penalty's derivative; a fork that nothing comes back to gets null. */
    private NDArray gradient(End end) {
        Optional<NDArray> reached = end.leaf() == null ? Optional.empty() : Autograd.reached(end.leaf());
        return reached.orElseGet(
                () -> end.tap() < 0 ? null : constants.features().get(end.tap()).zerosLike());
    }
}
