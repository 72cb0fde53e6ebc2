package org.featureflow.nn;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import java.util.List;

/**
 * One array that a layer holds.
 *
 * @param name the array's name within its layer, as in PyTorch: {@code weight}, {@code bias}, {@code running_mean}, {@code running_var}
 * @param kind what it is for
 * @param shape its shape
 */
public record ParameterSpec(String name, Kind kind, Shape shape) {
    /** What an array of a layer is for. */
    public enum Kind {
        /** Convolution kernels [out, in/groups, k, k] or a matrix [out, in]. */
        WEIGHT(Parameter.Type.WEIGHT, true),
        /** What a convolution or linear layer adds to each output channel [out]. */
        BIAS(Parameter.Type.BIAS, true),
        /** Scale γ of a norm [channels]. */
        SCALE(Parameter.Type.GAMMA, true),
        /** Shift β of a norm [channels]. */
        SHIFT(Parameter.Type.BETA, true),
        /** Slope of a rectifier for what is negative [channels], or one for all [1]. */
        SLOPE(Parameter.Type.OTHER, true),
        /** Values of tokens: one position's [channels] or every position's [channels, positions]. */
        EMBEDDING(Parameter.Type.OTHER, true),
        /** Batch-norm running mean [channels], not trained. */
        RUNNING_MEAN(Parameter.Type.RUNNING_MEAN, false),
        /** Batch-norm running variance [channels], not trained. */
        RUNNING_VARIANCE(Parameter.Type.RUNNING_VAR, false);

        private final Parameter.Type djl;
        private final boolean trained;

        Kind(Parameter.Type djl, boolean trained) {
            this.djl = djl;
            this.trained = trained;
        }

        /**
         * DJL's name for it.
         *
         * @return the DJL parameter type
         */
        Parameter.Type djl() {
            return djl;
        }

        /**
         * Whether training changes it by gradients.
         *
         * @return false for running statistics
         */
        public boolean trained() {
            return trained;
        }
    }

    /** What a norm without running statistics holds: γ and β of every channel. */
    static List<ParameterSpec> scaleAndShift(int channels) {
        Shape shape = new Shape(channels);
        return List.of(new ParameterSpec("weight", Kind.SCALE, shape), new ParameterSpec("bias", Kind.SHIFT, shape));
    }

    /**
     * Number of elements.
     *
     * @return the product of the shape's dimensions
     */
    public long size() {
        return shape.size();
    }
}
