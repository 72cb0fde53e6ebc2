package org.featureflow.regularize;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.featureflow.engine.Autograd;
import org.featureflow.engine.GradMode;
import org.featureflow.nn.Network;
import org.featureflow.nn.Output;
import org.featureflow.nn.Segments;

/**
 * One forward and backward pass of a loss with a penalty: afterwards the network's parameters hold the derivative of their sum. Penalties
 * with a {@link ClosedForm} are added on the way back, all others are part of the graph.
 *
 * @param output logits and features, as constants
 * @param loss the loss without penalty, a scalar () without graph
 * @param penalty the penalty and its terms, without graph
 */
public record BackwardPass(Output output, NDArray loss, Penalty penalty) {
    /**
     * Runs forward and backward. Gradients are recorded whatever the thread's grad mode is.
     *
     * @param network what is trained
     * @param images [B, C, H, W]; its manager owns every result
     * @param loss makes a scalar () from the logits
     * @param regularizers any number of penalties
     * @param step number of finished steps, from 0
     * @param totalSteps number of steps of the training
     * @return values to report
     */
    public static BackwardPass run(
            Network network,
            NDArray images,
            Function<NDArray, NDArray> loss,
            List<? extends Regularizer> regularizers,
            long step,
            long totalSteps) {
        List<Regularizer> inGraph = new ArrayList<>();
        List<ClosedForm> closed = new ArrayList<>();
        sort(regularizers, network, inGraph, closed);
        try (GradMode on = GradMode.on()) {
            Segments segments = closed.isEmpty() ? null : network.forwardInSegments(images);
            Output output = segments == null ? network.forward(images, true) : segments.output();
            TrainingStep now = new TrainingStep(network, output, step, totalSteps);
            NDArray entropy = loss.apply(output.logits());
            List<Penalty> penalties =
                    new ArrayList<>(inGraph.stream().map(r -> r.penalty(now)).toList());
            NDArray total = penalties.isEmpty()
                    ? entropy
                    : entropy.add(Penalty.sum(penalties, now.manager()).loss());
            if (segments == null) {
                Autograd.backward(total);
            } else {
                TrainingStep constants = new TrainingStep(network, segments.constants(), step, totalSteps);
                List<FeatureDerivative> derivatives =
                        closed.stream().map(c -> c.derivative(constants)).toList();
                segments.backward(total, (gradient, tap) -> derivatives.forEach(d -> d.addTo(gradient, tap)));
                derivatives.forEach(d -> penalties.add(d.value()));
            }
            Penalty sum = Penalty.sum(penalties, now.manager());
            return new BackwardPass(
                    segments == null ? output : segments.constants(),
                    Autograd.detach(entropy),
                    new Penalty(Autograd.detach(sum.loss()), sum.terms()));
        }
    }

    private static void sort(
            List<? extends Regularizer> regularizers,
            Network network,
            List<Regularizer> inGraph,
            List<ClosedForm> closed) {
        for (Regularizer r : regularizers) {
            if (r instanceof Penalties sum) {
                sort(sum.parts(), network, inGraph, closed);
            } else if (r instanceof ClosedForm c && c.appliesTo(network)) {
                closed.add(c);
            } else {
                inGraph.add(r);
            }
        }
    }
}
