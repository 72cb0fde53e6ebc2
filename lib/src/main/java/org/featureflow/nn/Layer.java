package org.featureflow.nn;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.featureflow.FeatureFlowException;

/**
 * What one node of a network computes, as plain data. Every implementation is a record; together they are the whole vocabulary of the
 * toolkit, so that a walk over a spec (cost, channel groups, export) can handle every case.
 */
public sealed interface Layer
        permits Add,
                Attention,
                AveragePool,
                BatchNorm,
                ClassToken,
                Clip,
                Concat,
                Convolution,
                Elu,
                FirstPosition,
                Flatten,
                GlobalAveragePool,
                GroupNorm,
                LayerNorm,
                LeakyRelu,
                Linear,
                MaxPool,
                Multiply,
                Nonlinearity,
                PadShortcut,
                PositionEmbedding,
                PRelu,
                Relu {

    /**
     * The shape this layer makes of its inputs.
     *
     * @param inputs shapes of the inputs, in order
     * @return the output's shape
     * @throws FeatureFlowException if the layer cannot take these inputs
     */
    FeatureShape output(List<FeatureShape> inputs);

    /**
     * The arrays this layer holds, in the order that {@link #forward} takes them.
     *
     * @return names, kinds and shapes; empty for most layers
     */
    default List<ParameterSpec> parameters() {
        return List.of();
    }

    /**
     * Multiply–accumulate operations for one image. Convolutions, linear layers and attention count one per product; bias, norms, activation,
     * pooling and additions count none (the convention of most pruning papers).
     *
     * @param output the shape this layer makes
     * @return number of multiply–accumulates
     */
    default long macs(FeatureShape output) {
        return 0;
    }

    /**
     * Elements for one image that the layer makes beside its output and that the backward pass needs.
     *
     * @param output the shape this layer makes
     * @return 0 for most layers
     */
    default long kept(FeatureShape output) {
        return 0;
    }

    /**
     * Whether a channel that is zero in every input is zero in the output, arrays of this layer aside. Channels behind one that does not keep
     * zeros cannot be removed, unless a {@link Multiply} brings the zeros back.
     *
     * @return true for most layers
     */
    default boolean keepsZero() {
        return true;
    }

    /**
     * Whether this is the nonlinearity behind which a channel's activity is looked at.
     *
     * @return true for rectifiers and their kin; false for gates, which make factors
     */
    default boolean isActivation() {
        return false;
    }

    /**
     * Computes the layer.
     *
     * @param inputs arrays [B, C, H, W] or [B, C]
     * @param arrays this layer's arrays, in the order of {@link #parameters()}; a {@link PadShortcut} takes its selection instead
     * @param training whether batch norm uses and updates batch statistics
     * @return the output, attached to the first input's manager
     */
    NDArray forward(List<NDArray> inputs, List<NDArray> arrays, boolean training);

    /**
     * The only input's shape.
     *
     * @param layer the layer's name for the message
     * @param inputs shapes of the inputs
     * @return the first and only shape
     * @throws FeatureFlowException if there is not exactly one
     */
    static FeatureShape only(String layer, List<FeatureShape> inputs) {
        if (inputs.size() != 1) {
            throw new FeatureFlowException(layer + " takes one input, not " + inputs.size() + ".");
        }
        return inputs.get(0);
    }

    /**
     * The only input's shape, which has as many channels as the layer was made for.
     *
     * @param layer the layer's name for the message
     * @param channels what the layer was made for
     * @param inputs shapes of the inputs
     * @return the first and only shape
     * @throws FeatureFlowException if there is not exactly one, or it has other channels
     */
    static FeatureShape only(String layer, int channels, List<FeatureShape> inputs) {
        FeatureShape input = only(layer, inputs);
        requireChannels(layer, channels, input);
        return input;
    }

    /**
     * Refuses a channel count that differs from the layer's.
     *
     * @param layer the layer's name for the message
     * @param expected channels the layer was made for
     * @param given the input's shape
     * @throws FeatureFlowException if they differ
     */
    static void requireChannels(String layer, int expected, FeatureShape given) {
        if (given.channels() != expected) {
            throw new FeatureFlowException(layer + " expects " + expected + " channels and gets " + given + ".");
        }
    }
}
