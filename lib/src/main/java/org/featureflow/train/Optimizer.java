package org.featureflow.train;

import ai.djl.ndarray.NDArray;
import java.util.Map;

/**
 * Turns the gradients of a network's arrays into a change of the arrays, in place. It owns its state and frees it on {@link #close}.
 *
 * <p>Nothing in a step waits for the device.
 */
public interface Optimizer extends AutoCloseable {
    /**
     * Changes every array by its gradient and uses the gradient's memory as scratch: clear it afterwards.
     *
     * @param learningRate the rate of this step
     */
    void step(double learningRate);

    /** Forgets the gradients. To be called after each step. */
    void clearGradients();

    /**
     * What must be saved to go on later: momentum and the like.
     *
     * @return state's name and array's name, such as {@code momentum/conv1.weight}, → the live array
     */
    Map<String, NDArray> state();

    /**
     * How many steps were taken.
     *
     * @return at least 0
     */
    long steps();

    /**
     * Says how many steps lie behind the state that was put back.
     *
     * @param count steps taken
     */
    void resumeAt(long count);

    @Override
    void close();
}
