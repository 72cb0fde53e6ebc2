package org.featureflow.regularize;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.featureflow.nn.Network;
import org.featureflow.nn.Output;

/**
 * What a penalty sees of a training step.
 *
 * @param network the network being trained
 * @param images the batch [B, C, H, W] as the network sees it, augmented and normalised; not to be changed or closed
 * @param output its logits and features on this batch
 * @param step number of finished steps, from 0
 * @param totalSteps number of steps of the whole training, at least 1
 */
public record TrainingStep(Network network, NDArray images, Output output, long step, long totalSteps) {
    /**
     * How far training has come.
     *
     * @return step / totalSteps, from 0 up to but not including 1
     */
    public double progress() {
        return (double) step / totalSteps;
    }

    /**
     * Owner of this step's arrays: results made here are freed when the step ends. What is made from {@code network().array(…)} attaches to
     * the network's manager instead and would live as long as the network; {@link #array} is made for penalties.
     *
     * @return the manager of the logits
     */
    public NDManager manager() {
        return output.logits().getManager();
    }

    /**
     * One of the network's arrays for a penalty: a view with its graph, in the keeping of this step, and so is what is made from it.
     *
     * @param name qualified name such as {@code layer1.0.conv1.weight}
     * @return the array in its own shape
     * @throws org.featureflow.FeatureFlowException if there is none of that name
     */
    public NDArray array(String name) {
        NDArray whole = network.array(name);
        NDArray view = whole.reshape(whole.getShape());
        view.attach(manager());
        return view;
    }
}
