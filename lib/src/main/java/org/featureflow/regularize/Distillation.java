package org.featureflow.regularize;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.featureflow.FeatureFlowException;
import org.featureflow.data.Normalization;
import org.featureflow.engine.Ops;
import org.featureflow.nn.Network;

/**
 * Knowledge distillation (Hinton, Vinyals and Dean 2015, arXiv 1503.02531): beside the labels the network is given the teacher's probabilities,
 * both softened by a temperature T,
 *
 * <pre>
 * c · T² · KL(softmax(teacher/T) ‖ softmax(network/T)),     mean over the batch
 * </pre>
 *
 * <p>The divergence is the paper's cross-entropy with soft targets less the teacher's entropy, which has no gradient. Gradients of soft targets
 * fall as 1/T²; the factor T² keeps their weight where it is when T is changed.
 *
 * <p>Here the cross-entropy with the labels keeps the weight 1. The form (1 − α) · cross-entropy + α · T² · KL is (1 − α) times this one
 * with c = α/(1 − α): 0.5 is 1 and 0.9 is 9. To take the same steps with SGD, multiply the learning rate by 1 − α and divide weight decay by
 * it; AdamW does not mind, but for its ε.
 *
 * <p>A step costs one forward pass of the teacher more; none while the coefficient is zero, when the term is not reported either. The teacher
 * sees the images as the network does, augmented, and is never changed. The training does not close it.
 *
 * @param coefficient c
 * @param temperature T, finite and above 0
 * @param teacher what to imitate
 */
public record Distillation(Coefficient coefficient, double temperature, Teacher teacher) implements Regularizer {
    /** The usual temperature. The paper found 2.5 to 4 best for its smallest networks. */
    public static final double TEMPERATURE = 4;

    /**
     * Checks the temperature.
     *
     * @throws FeatureFlowException if it is not finite or not above 0
     */
    public Distillation {
        requireTemperature(temperature);
    }

    /**
     * Refuses what is no temperature.
     *
     * @param temperature T
     * @throws FeatureFlowException if it is not finite or not above 0
     */
    public static void requireTemperature(double temperature) {
        if (!(temperature > 0) || Double.isInfinite(temperature)) {
            throw new FeatureFlowException(
                    "The temperature of a distillation must be a number above 0, not " + temperature + ".");
        }
    }

    /**
     * With a constant coefficient.
     *
     * @param teacher what to imitate; stays open
     * @param coefficient c, the weight beside the cross-entropy
     * @param temperature T, finite and above 0
     * @return the penalty
     */
    public static Distillation of(Teacher teacher, double coefficient, double temperature) {
        return new Distillation(Coefficient.constant(coefficient), temperature, teacher);
    }

    @Override
    public void requireFit(Network network, Normalization normalization) {
        teacher.requireFit(network, normalization);
    }

    @Override
    public Penalty penalty(TrainingStep step) {
        double c = coefficient.at(step.progress());
        if (c == 0) {
            return Penalty.sum(List.of(), step.manager());
        }
        NDArray logits = step.output().logits();
        // A teacher may be of another precision.
        NDArray wanted = teacher.logits(step.images()).toType(logits.getDataType(), false);
        return Penalty.of("distillation", c, Ops.scale(divergence(wanted, logits), temperature * temperature));
    }

    /** KL(softmax(wanted/T) ‖ softmax(logits/T)), mean over the batch, a scalar (). Of equal logits exactly 0. */
    private NDArray divergence(NDArray wanted, NDArray logits) {
        try (NDArray target = logProbabilities(wanted);
                NDArray given = logProbabilities(logits);
                NDArray ratios = target.sub(given);
                NDArray probabilities = target.exp();
                NDArray parts = ratios.mul(probabilities);
                NDArray sum = parts.sum()) {
            return Ops.scale(sum, 1.0 / logits.getShape().get(0));
        }
    }

    private NDArray logProbabilities(NDArray logits) {
        try (NDArray softened = Ops.scale(logits, 1 / temperature)) {
            return softened.logSoftmax(1);
        }
    }
}
