package org.featureflow.regularize;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
     * @param regularizer the penalty; {@link Penalties#NONE} for none
     * @param step number of finished steps, from 0
     * @param totalSteps number of steps of the training
     * @return values to report
     */
    public static BackwardPass run(
            Network network,
            NDArray images,
            Function<NDArray, NDArray> loss,
            Regularizer regularizer,
            long step,
            long totalSteps) {
        List<Regularizer> parts = Penalties.summands(regularizer);
        // By position among the parts, so that terms are reported in the same order wherever they are computed.
        Map<Integer, ClosedForm> closed = new TreeMap<>();
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i) instanceof ClosedForm c && c.appliesTo(network)) {
                closed.put(i, c);
            }
        }
        try (GradMode on = GradMode.on()) {
            Segments segments = closed.isEmpty() ? null : network.forwardInSegments(images);
            Output output = segments == null ? network.forward(images, true) : segments.output();
            TrainingStep now = new TrainingStep(network, images, output, step, totalSteps);
            NDArray entropy = loss.apply(output.logits());
            Map<Integer, Penalty> penalties = new TreeMap<>();
            for (int i = 0; i < parts.size(); i++) {
                if (!closed.containsKey(i)) {
                    penalties.put(i, parts.get(i).penalty(now));
                }
            }
            NDArray total = penalties.isEmpty()
                    ? entropy
                    : entropy.add(sum(penalties, now).loss());
            if (segments == null) {
                Autograd.backward(total);
            } else {
                TrainingStep constants = new TrainingStep(network, images, segments.constants(), step, totalSteps);
                Map<Integer, FeatureDerivative> derivatives = new TreeMap<>();
                closed.forEach((i, c) -> derivatives.put(i, c.derivative(constants)));
                segments.backward(total, (gradient, tap) -> derivatives.values().forEach(d -> d.addTo(gradient, tap)));
                derivatives.forEach((i, d) -> penalties.put(i, d.value()));
            }
            Penalty sum = sum(penalties, now);
            return new BackwardPass(
                    segments == null ? output : segments.constants(),
                    Autograd.detach(entropy),
                    new Penalty(Autograd.detach(sum.loss()), sum.terms()));
        }
    }

    private static Penalty sum(Map<Integer, Penalty> penalties, TrainingStep now) {
        return Penalty.sum(List.copyOf(penalties.values()), now.manager());
    }
}
