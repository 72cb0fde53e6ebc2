package org.featureflow.benchmark;

import java.util.List;

/**
 * What one contender does in a training step: forward pass, cross-entropy, penalty, backward pass, SGD with Nesterov momentum 0.9 and weight
 * decay 5e-4, on one fixed random batch.
 *
 * @param network an architecture's name
 * @param batch images in a batch
 * @param k1 weight of the gradient term, 0 for none
 * @param k2 weight of the curvature term, 0 for none
 */
public record StepSetting(String network, int batch, double k1, double k2) {
    /**
     * Whether the step has a penalty.
     *
     * @return true if a coefficient is above 0
     */
    public boolean regularized() {
        return k1 > 0 || k2 > 0;
    }

    /** As command-line arguments, in the order that both servers take them. */
    List<String> arguments() {
        return List.of(network, Integer.toString(batch), Double.toString(k1), Double.toString(k2));
    }

    static StepSetting parse(String[] arguments) {
        return new StepSetting(
                arguments[0],
                Integer.parseInt(arguments[1]),
                Double.parseDouble(arguments[2]),
                Double.parseDouble(arguments[3]));
    }
}
