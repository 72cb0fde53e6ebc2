package org.featureflow.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;

class StridedConvolutionTest {
    private static final int BATCH = 32;
    private static final int SIDE = 64;

    /** The backward pass of these sizes crashed in oneDNN. */
    @Test
    void aStridedOneByOneConvolutionOfFewChannelsIsTrained() {
        for (int[] channels : new int[][] {{8, 16}, {4, 16}, {15, 16}, {9, 24}}) {
            train(channels[0], channels[1]);
        }
    }

    private static void train(int in, int out) {
        try (NDManager manager = EngineSettings.engine().newBaseManager(Device.cpu());
                GradMode on = GradMode.on()) {
            manager.getEngine().setRandomSeed(1);
            NDArray x = manager.randomNormal(new Shape(BATCH, SIDE, SIDE, in)).transpose(0, 3, 1, 2);
            NDArray weight = manager.randomNormal(new Shape(out, in, 1, 1));
            weight.setRequiresGradient(true);
            NDArray y = Ops.convolution(x, weight, null, 2, 0, 1);
            assertThat(y.getShape()).isEqualTo(new Shape(BATCH, out, SIDE / 2, SIDE / 2));
            NDArray derivative = manager.randomNormal(y.getShape());
            for (int i = 0; i < 5; i++) {
                Autograd.clearGradient(weight);
                Autograd.backward(Ops.convolution(x, weight, null, 2, 0, 1), derivative);
            }
            float[] gradient = Autograd.gradient(weight).toFloatArray();
            float[] images = x.toFloatArray();
            float[] derivatives = derivative.toFloatArray();
            int last = out * in - 1;
            assertThat((double) gradient[0]).isCloseTo(byHand(images, derivatives, in, out, 0, 0), within(1e-2));
            assertThat((double) gradient[last])
                    .isCloseTo(byHand(images, derivatives, in, out, out - 1, in - 1), within(1e-2));
        }
    }

    private static double byHand(float[] images, float[] derivatives, int in, int out, int o, int c) {
        int half = SIDE / 2;
        double sum = 0;
        for (int b = 0; b < BATCH; b++) {
            for (int row = 0; row < half; row++) {
                for (int column = 0; column < half; column++) {
                    sum += (double) images[((b * in + c) * SIDE + 2 * row) * SIDE + 2 * column]
                            * derivatives[((b * out + o) * half + row) * half + column];
                }
            }
        }
        return sum;
    }
}
