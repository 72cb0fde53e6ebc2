package org.featureflow.nn;

import ai.djl.ndarray.NDArray;
import org.featureflow.engine.Ops;

/** Smooth and piecewise-linear functions of one number, beside the rectifiers {@link Relu}, {@link LeakyRelu}, {@link PRelu} and {@link Clip}, and {@link Elu}. */
public enum ActivationFunction {
    /** σ(x) = 1 / (1 + e⁻ˣ): the usual gate. */
    SIGMOID(false) {
        @Override
        NDArray of(NDArray x) {
            return Ops.sigmoid(x);
        }
    },
    /** clip(x + 3, 0, 6) / 6, the gate of MobileNetV3 (Howard et al. 2019). */
    HARD_SIGMOID(false) {
        @Override
        NDArray of(NDArray x) {
            try (NDArray shifted = Ops.plus(x, 3);
                    NDArray clipped = shifted.clip(0, 6)) {
                return Ops.scale(clipped, 1.0 / 6);
            }
        }
    },
    /** x · σ(x), also called swish (Ramachandran et al. 2017), the activation of EfficientNet. */
    SILU(true) {
        @Override
        NDArray of(NDArray x) {
            return gated(x, SIGMOID);
        }
    },
    /** x · clip(x + 3, 0, 6) / 6, the activation of MobileNetV3 (Howard et al. 2019). */
    HARD_SWISH(true) {
        @Override
        NDArray of(NDArray x) {
            return gated(x, HARD_SIGMOID);
        }
    },
    /** x · Φ(x) with the normal distribution's Φ, not its approximation by tanh (Hendrycks and Gimpel 2016): the activation of ConvNeXt. */
    GELU(true) {
        @Override
        NDArray of(NDArray x) {
            return Ops.gelu(x);
        }
    },
    /** Hyperbolic tangent, the activation of LeNet-5 and its kin. */
    TANH(true) {
        @Override
        NDArray of(NDArray x) {
            return Ops.tanh(x);
        }
    };

    private final boolean keepsZero;

    ActivationFunction(boolean keepsZero) {
        this.keepsZero = keepsZero;
    }

    private static NDArray gated(NDArray x, ActivationFunction gate) {
        try (NDArray factor = gate.of(x)) {
            return x.mul(factor);
        }
    }

    /**
     * Whether it maps 0 to 0. One that does not is a gate: it makes factors for a {@link Multiply}.
     *
     * @return true for what follows a convolution as its activation
     */
    public boolean keepsZero() {
        return keepsZero;
    }

    /**
     * Computes the function of every element.
     *
     * @param x any shape
     * @return the same shape
     */
    abstract NDArray of(NDArray x);
}
