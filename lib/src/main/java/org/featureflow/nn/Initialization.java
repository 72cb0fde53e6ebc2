package org.featureflow.nn;

import java.util.Random;

/**
 * Starting values of a network, a pure function of (seed, array name), the same on every device and JDK.
 *
 * <p>Convolutions: normal with variance 2 / (out · k²), He et al. 2015 in fan-out form. Linear layers: uniform in ±1/√in, PyTorch's
 * default. Norms: scale 1, shift 0, mean 0, variance 1. Biases of convolutions 0.
 */
final class Initialization {
    private Initialization() {}

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
            case BIAS, SHIFT, RUNNING_MEAN -> {}
            default -> throw new AssertionError(p.kind());
        }
        return v;
    }
}
