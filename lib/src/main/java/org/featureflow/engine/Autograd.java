package org.featureflow.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Optional;

/**
 * Reverse-mode differentiation without DJL's {@code GradientCollector}, which allows one open collector per JVM and scans every
 * array of the system manager.
 *
 * <p>Used like this, with {@link GradMode#on()} around the forward pass:
 *
 * <pre>{@code
 * NDArray loss = ...;                                  // a scalar made from leaves with requiresGradient
 * Autograd.backward(loss);
 * try (NDArray g = Autograd.gradient(weight)) { ... }
 * Autograd.clearGradient(weight);
 * }</pre>
 */
public final class Autograd {
    private Autograd() {}

    /**
     * Adds the derivative of a scalar to the gradient of every leaf it was made from, and frees the graph.
     *
     * @param loss a scalar, shape {@code ()}
     */
    public static void backward(NDArray loss) {
        try (NDManager local = loss.getManager().newSubManager();
                NDArray one = local.ones(loss.getShape(), loss.getDataType())) {
            JniUtils.backward((PtNDArray) loss, (PtNDArray) one, false, false);
        }
    }

    /**
     * Continues a backward pass from an array whose derivative is known, and frees the graph behind it.
     *
     * @param array an array with a graph
     * @param gradient derivative of the loss by {@code array}, of its shape
     */
    public static void backward(NDArray array, NDArray gradient) {
        JniUtils.backward((PtNDArray) array, (PtNDArray) gradient, false, false);
    }

    /**
     * A constant with the same values that gradients are collected for: where a graph is cut in two.
     *
     * @param array any array
     * @return a leaf that shares memory with {@code array}, attached to its manager
     */
    public static NDArray leaf(NDArray array) {
        NDArray leaf = detach(array);
        leaf.setRequiresGradient(true);
        return leaf;
    }

    /**
     * Whether a backward pass has reached a leaf.
     *
     * @param leaf an array that requires a gradient
     * @return the gradient as in {@link #gradient}, or empty
     */
    public static Optional<NDArray> reached(NDArray leaf) {
        return Optional.ofNullable(JniUtils.getGradient((PtNDArray) leaf));
    }

    /**
     * The accumulated gradient of a leaf.
     *
     * @param leaf an array that requires a gradient
     * @return a new handle to it, attached to the leaf's manager: close it; zeros if no backward pass has reached the leaf
     */
    public static NDArray gradient(NDArray leaf) {
        return reached(leaf).orElseGet(leaf::zerosLike);
    }

    /**
     * Sets the accumulated gradient of a leaf to zero.
     *
     * @param leaf an array that requires a gradient
     */
    public static void clearGradient(NDArray leaf) {
        JniUtils.zeroGrad((PtNDArray) leaf);
    }

    /**
     * A handle to the same values that gradients do not flow through.
     *
     * @param array any array
     * @return the values of {@code array} as a constant, attached to its manager
     */
    public static NDArray detach(NDArray array) {
        return JniUtils.detachGradient((PtNDArray) array);
    }
}
