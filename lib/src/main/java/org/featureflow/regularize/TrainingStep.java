package org.featureflow.regularize;

import ai.djl.ndarray.NDManager;
import org.featureflow.nn.Network;
import org.featureflow.nn.Output;

/**
 * What a penalty sees of a training step.
 *
 * @param network the network being trained
 * @param output its logits and features on this batch
 * @param step number of finished steps, from 0
 * @param totalSteps number of steps of the whole training, at least 1
 */
public record TrainingStep(Network network, Output output, long step, long totalSteps) {
    /**
     * How far training has come.
     *
     * @return step / totalSteps, from 0 up to but not including 1
     */
    public double progress() {
        return (double) step / totalSteps;
    }

    /**
     * Owner of this step's arrays: results made here are freed when the step ends. An array made from a parameter attaches to the network's
     * manager instead and would live as long as the network, so begin with an array of the step or attach the result.
     *
     * @return the manager of the logits
     */
    public NDManager manager() {
        return output.logits().getManager();
    }
}
