package org.featureflow.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;

/**
 * Starting values of a network, a pure function of (seed, array name), the same on every device and JDK.
 *
 * <p>Convolutions: normal with variance 2 / (out · k²), He et al. 2015 in fan-out form. Linear layers: uniform in ±1/√in, PyTorch's
 * default. Norms: scale 1, shift 0, mean 0, variance 1. Biases of convolutions 0. Slopes 0.25.
 * Embeddings: normal with deviation 0.02.
 */
final class Initialization {
    private static final double EMBEDDING_DEVIATION = 0.02;
    private static final float SLOPE = 0.25f;

    private Initialization() {}

    /** Makes the array of a qualified name, owned by the manager it is given. */
    static BiFunction<String, NDManager, NDArray> of(NetworkSpec spec, long seed) {
        Map<String, ParameterSpec> specs = spec.parameters();
        return (name, owner) -> {
            ParameterSpec p = specs.get(name);
            return owner.create(values(name, p, seed), p.shape());
        };
    }

    static float[] values(String qualifiedName, ParameterSpec p, long seed) {
        float[] v = new float[Math.toIntExact(p.size())];
        Random random = new Random(seed * 0x9E3779B97F4A7C15L ^ qualifiedName.hashCode() * 0xBF58476D1CE4E5B9L);
        switch (p.kind()) {
            case WEIGHT -> {
                boolean convolution = p.shape().dimension() == 4;
                double deviation = convolution
                        ? Math.sqrt(2.0
                                / (p.shape().get(0)
                                        * p.shape().get(2)
                                        * p.shape().get(3)))
                        : 0;
                double bound = 1 / Math.sqrt(p.shape().get(1));
                for (int i = 0; i < v.length; i++) {
                    v[i] = (float)
                            (convolution ? deviation * random.nextGaussian() : bound * (2 * random.nextDouble() - 1));
                }
            }
            case SCALE, RUNNING_VARIANCE -> java.util.Arrays.fill(v, 1);
            case SLOPE -> java.util.Arrays.fill(v, SLOPE);
            case EMBEDDING -> {
                for (int i = 0; i < v.length; i++) {
                    v[i] = (float) (EMBEDDING_DEVIATION * random.nextGaussian());
                }
            }
            case BIAS, SHIFT, RUNNING_MEAN -> {}
            default -> throw new AssertionError(p.kind());
        }
        return v;
    }
}
