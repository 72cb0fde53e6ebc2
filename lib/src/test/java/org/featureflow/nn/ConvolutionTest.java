package org.featureflow.nn;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.featureflow.cost.Cost;
import org.junit.jupiter.api.Test;

class ConvolutionTest {
    private static final PerAxis ONE = PerAxis.of(1);

    private static NDArray map(NDManager manager, float... values) {
        return manager.create(values, new Shape(1, 1, 2, values.length / 2));
    }

    private static float[] of(Layer layer, NDArray x, NDArray... arrays) {
        NDArray y = layer.forward(List.of(x), List.of(arrays), false);
        FeatureShape map = new FeatureShape(1, 2, (int) x.getShape().get(3));
        FeatureShape told = layer.output(List.of(map));
        assertThat(y.getShape()).isEqualTo(new Shape(1, told.channels(), told.height(), told.width()));
        return y.toFloatArray();
    }

    /** 1·a + 10·b + 100·c of three neighbours in a row, or of values two apart. */
    @Test
    void aKernelOfOneRowReadsAlongRows() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray x = map(manager, 1, 2, 3, 4, 5, 6, 7, 8);
            NDArray weight = manager.create(new float[] {1, 10, 100}, new Shape(1, 1, 1, 3));
            PerAxis row = new PerAxis(1, 3);
            assertThat(of(new Convolution(1, 1, row, ONE, new PerAxis(0, 1), ONE, 1, false), x, weight))
                    .containsExactly(210, 321, 432, 43, 650, 765, 876, 87);
            assertThat(of(new Convolution(1, 1, row, new PerAxis(2, 1), PerAxis.of(0), ONE, 1, false), x, weight))
                    .containsExactly(321, 432);
            assertThat(of(new Convolution(1, 1, row, ONE, new PerAxis(0, 2), new PerAxis(1, 2), 1, false), x, weight))
                    .containsExactly(310, 420, 31, 42, 750, 860, 75, 86);
        }
    }

    @Test
    void poolsOfOneColumnReadAlongColumns() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray x = map(manager, 1, 8, 3, 5, 2, 7);
            PerAxis column = new PerAxis(2, 1);
            assertThat(of(new MaxPool(column, ONE, PerAxis.of(0), false), x)).containsExactly(5, 8, 7);
            assertThat(of(new AveragePool(column, new PerAxis(1, 2), PerAxis.of(0), true), x))
                    .containsExactly(3, 5);
        }
    }

    /** Of three columns, the first and last with a padded one beside them. */
    @Test
    void paddedZerosCountInAMeanOrNot() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray x = map(manager, 3, 6, 9, 12, 15, 18);
            PerAxis row = new PerAxis(1, 3);
            PerAxis sides = new PerAxis(0, 1);
            assertThat(of(new AveragePool(row, ONE, sides, true), x)).containsExactly(3, 6, 5, 9, 15, 11);
            assertThat(of(new AveragePool(row, ONE, sides, false), x)).containsExactly(4.5f, 6, 7.5f, 13.5f, 15, 16.5f);
        }
    }

    /** Inception's factorised 7×7: from 4 channels 17×17 to 6, every output one product with 7 values of each of 4 channels. */
    @Test
    void operationsAndParametersOfAOneBySevenAreAsByHand() {
        Convolution line = new Convolution(4, 6, new PerAxis(1, 7), ONE, new PerAxis(0, 3), ONE, 1, false);
        NetworkSpec spec = NetworkSpec.builder("line", new FeatureShape(4, 17, 17))
                .then("conv", line)
                .globalAveragePool("gap")
                .build();
        assertThat(spec.shapes().get("conv")).isEqualTo(new FeatureShape(6, 17, 17));
        assertThat(Cost.of(spec).macs()).isEqualTo(6 * 17 * 17 * 4 * 7);
        assertThat(Cost.of(spec).parameters()).isEqualTo(6 * 4 * 7);
    }
}
