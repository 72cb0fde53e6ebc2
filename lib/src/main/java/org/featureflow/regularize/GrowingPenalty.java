package org.featureflow.regularize;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.featureflow.FeatureFlowException;
import org.featureflow.engine.Autograd;
import org.featureflow.nn.BatchNorm;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.nn.Node;

/**
 * An L2 penalty on chosen filters alone, whose coefficient rises while training until they are gone: λ(step) · ½ Σ (‖W_i‖² + γ_i²) over
 * the chosen filters i and the scale γ_i of the batch norm behind them. After GReg-1 (Wang et al. 2021, “Neural pruning via growing
 * regularization”), from which it differs in two things: the batch-norm scale is added, as in Torch-Pruning, where GReg-1 has the weights
 * alone; and {@link FilterChoice#smallest} ranks filters anew in every step, where GReg-1 ranks those of a trained network once, which is
 * {@link FilterChoice#fixed}.
 *
 * <p>The published code spares a residual network's stem, shortcuts and last convolutions of blocks. {@link WeightScope#INNER} does so too:
 * pruning of inner channels alone, the default, could not remove their filters. It also spares depthwise and other grouped convolutions and
 * gates: chosen in every layer by itself, their filters would be others than those that go with them.
 *
 * <p>λ climbs in steps of {@code interval} and depends on the step's number alone, so that a resumed run continues where it was. The paper
 * adds 1e-4 every 5 to 10 steps up to 1; that is {@code Coefficient.warmUp(1, fraction)} with
 * fraction = 10⁴ · interval / total steps.
 *
 * @param coefficient its value is the highest λ, its warm-up the time to get there
 * @param interval number of steps that λ stays the same, at least 1
 * @param choice which filters
 * @param scope which layers; linear layers have no filters to remove and must not be in it
 */
public record GrowingPenalty(Coefficient coefficient, int interval, FilterChoice choice, WeightScope scope)
        implements Regularizer {
    /**
     * Checks the interval and the scope.
     *
     * @throws FeatureFlowException if the interval is below 1 or linear layers are in the scope
     */
    public GrowingPenalty {
        if (interval < 1) {
            throw new FeatureFlowException("A growing penalty rises every 1 or more steps, not " + interval + ".");
        }
        if (scope.linear()) {
            throw new FeatureFlowException("A growing penalty removes filters; leave linear layers out of its scope.");
        }
    }

    @Override
    public void check(NetworkSpec spec) {
        choice.check(scope.requireNodes(spec).stream().map(Node::name).collect(Collectors.toSet()));
    }

    @Override
    public Penalty penalty(TrainingStep step) {
        StepArrays arrays = new StepArrays(step);
        NetworkSpec spec = step.network().spec();
        List<NDArray> parts = new ArrayList<>();
        check(spec);
        for (Node node : scope.nodes(spec)) {
            NDArray rows = arrays.rows(WeightScope.weight(node));
            NDArray chosen = choice.chosen(node.name(), Autograd.detach(rows));
            if (chosen == null) {
                continue;
            }
            NDArray squares = rows.square().sum(new int[] {1});
            for (Node next : spec.consumers(node.name())) {
                if (next.layer() instanceof BatchNorm) {
                    squares =
                            squares.add(arrays.vector(WeightScope.weight(next)).square());
                }
            }
            parts.add(squares.gather(chosen, 0).sum());
        }
        NDArray value = arrays.sum(parts).mul(arrays.scalar(0.5));
        return Penalty.of("growing", lambda(step.step(), step.totalSteps()), value);
    }

    /** λ after {@code step} finished steps. */
    double lambda(long step, long totalSteps) {
        return coefficient.at((double) (step - step % interval) / totalSteps);
    }
}
