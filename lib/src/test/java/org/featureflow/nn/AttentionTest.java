package org.featureflow.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.featureflow.FeatureFlowException;
import org.featureflow.engine.Autograd;
import org.featureflow.engine.GradMode;
import org.junit.jupiter.api.Test;

class AttentionTest {
    private static final int HEADS = 2;
    private static final int WIDTH = 3;
    private static final int CHANNELS = HEADS * WIDTH;
    private static final int ROWS = 2;
    private static final int COLUMNS = 2;
    private static final int POSITIONS = ROWS * COLUMNS;

    /** Queries, keys and values of one image, each [channel][position]. */
    private static double[][] inputs() {
        Random random = new Random(3);
        double[][] all = new double[3][];
        for (int i = 0; i < 3; i++) {
            all[i] = random.doubles(CHANNELS * POSITIONS, -2, 2).toArray();
        }
        return all;
    }

    private static double[] byHand(double[][] qkv) {
        double[] y = new double[CHANNELS * POSITIONS];
        for (int head = 0; head < HEADS; head++) {
            for (int at = 0; at < POSITIONS; at++) {
                double[] weights = new double[POSITIONS];
                double sum = 0;
                for (int other = 0; other < POSITIONS; other++) {
                    double product = 0;
                    for (int c = head * WIDTH; c < (head + 1) * WIDTH; c++) {
                        product += qkv[0][c * POSITIONS + at] * qkv[1][c * POSITIONS + other];
                    }
                    weights[other] = Math.exp(product / Math.sqrt(WIDTH));
                    sum += weights[other];
                }
                for (int c = head * WIDTH; c < (head + 1) * WIDTH; c++) {
                    for (int other = 0; other < POSITIONS; other++) {
                        y[c * POSITIONS + at] += weights[other] / sum * qkv[2][c * POSITIONS + other];
                    }
                }
            }
        }
        return y;
    }

    private static List<NDArray> maps(NDManager manager, double[][] qkv) {
        List<NDArray> maps = new ArrayList<>();
        for (double[] values : qkv) {
            maps.add(manager.create(values, new Shape(1, CHANNELS, ROWS, COLUMNS)));
        }
        return maps;
    }

    @Test
    void everyPositionBecomesAMeanOfTheValuesWeighedHeadByHead() {
        double[][] qkv = inputs();
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray y = new Attention(HEADS, WIDTH).forward(maps(manager, qkv), List.of(), false);
            assertThat(y.getShape()).isEqualTo(new Shape(1, CHANNELS, ROWS, COLUMNS));
            assertThat(y.toDoubleArray()).containsExactly(byHand(qkv), within(1e-12));
        }
    }

    @Test
    void imagesOfABatchDoNotSeeEachOtherWhateverTheMemoryLayout() {
        double[][] one = inputs();
        try (NDManager manager = NDManager.newBaseManager()) {
            List<NDArray> batch = new ArrayList<>();
            for (NDArray map : maps(manager, one)) {
                NDArray two = map.concat(map.mul(0.5), 0);
                batch.add(two.transpose(0, 2, 3, 1).duplicate().transpose(0, 3, 1, 2));
            }
            NDArray y = new Attention(HEADS, WIDTH).forward(batch, List.of(), false);
            assertThat(y.get("0").toDoubleArray()).containsExactly(byHand(one), within(1e-12));
        }
    }

    @Test
    void gradientsReachQueriesKeysAndValues() {
        double[][] qkv = inputs();
        double step = 1e-5;
        try (NDManager manager = NDManager.newBaseManager();
                GradMode on = GradMode.on()) {
            List<NDArray> maps = maps(manager, qkv);
            maps.forEach(m -> m.setRequiresGradient(true));
            Autograd.backward(new Attention(HEADS, WIDTH)
                    .forward(maps, List.of(), true)
                    .square()
                    .sum());
            for (int input = 0; input < 3; input++) {
                double[] slopes = Autograd.gradient(maps.get(input)).toDoubleArray();
                for (int i = 0; i < slopes.length; i += 5) {
                    double[][] up = inputs();
                    double[][] down = inputs();
                    up[input][i] += step;
                    down[input][i] -= step;
                    assertThat(slopes[i])
                            .as("input %d, element %d", input, i)
                            .isCloseTo((squares(byHand(up)) - squares(byHand(down))) / (2 * step), within(1e-7));
                }
            }
        }
    }

    private static double squares(double[] y) {
        double sum = 0;
        for (double v : y) {
            sum += v * v;
        }
        return sum;
    }

    @Test
    void itsProductsCountAsMultiplyAccumulates() {
        FeatureShape map = new FeatureShape(192, 197, 1);
        assertThat(new Attention(3, 64).macs(map))
                .as("queries by keys, weights by values")
                .isEqualTo(2L * 197 * 197 * 192);
    }

    @Test
    void inputsThatDoNotFitAreRefused() {
        FeatureShape map = new FeatureShape(6, 4, 1);
        assertThatThrownBy(() -> new Attention(0, 3)).isInstanceOf(FeatureFlowException.class);
        assertThatThrownBy(() -> new Attention(2, 3).output(List.of(map, map)))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("queries, keys and values");
        assertThatThrownBy(() -> new Attention(2, 4).output(List.of(map, map, map)))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("8 channels");
        assertThatThrownBy(() -> new Attention(2, 3).output(List.of(map, new FeatureShape(6, 5, 1), map)))
                .isInstanceOf(FeatureFlowException.class);
    }
}
