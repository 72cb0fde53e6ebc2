package org.featureflow.io.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import org.featureflow.nn.ActivationFunction;
import org.featureflow.nn.AveragePool;
import org.featureflow.nn.Clip;
import org.featureflow.nn.Elu;
import org.featureflow.nn.Flatten;
import org.featureflow.nn.GlobalAveragePool;
import org.featureflow.nn.Layer;
import org.featureflow.nn.LeakyRelu;
import org.featureflow.nn.MaxPool;
import org.featureflow.nn.Nonlinearity;
import org.featureflow.nn.Relu;

/**
 * Which layer a function is, told by what it does: the first of the layers that makes the same of inputs of several magnitudes. Where two
 * layers agree on everything they will ever be given (a pool over a single pixel), either will do.
 */
final class FunctionLayers {
    private static final double[] MAGNITUDES = {1, 100, -1, 1e-3};
    private static final int LARGEST_WINDOW = 16;
    /** Of a slope: single precision keeps seven. */
    private static final int DIGITS = 6;

    private FunctionLayers() {}

    /**
     * The layers.
     *
     * @param block the function
     * @param x what it gets
     * @param y what it makes of that
     * @param store for calling it
     * @return one layer, or a pool and a flattening, or none if it does nothing; null if it is none of those known
     */
    static List<Layer> of(Block block, NDArray x, NDArray y, ParameterStore store) {
        if (x.getShape().equals(y.getShape()) && agree(block, x, store, List.of())) {
            return List.of();
        }
        for (List<Layer> layers : candidates(x, y)) {
            if (agree(block, x, store, layers)) {
                return layers;
            }
        }
        return null;
    }

    private static boolean agree(Block block, NDArray x, ParameterStore store, List<Layer> layers) {
        for (double magnitude : MAGNITUDES) {
            NDArray input = x.mul((float) magnitude);
            NDArray expected =
                    block.forward(store, new NDList(input.duplicate()), false).singletonOrThrow();
            NDArray actual = input;
            for (Layer layer : layers) {
                actual = layer.forward(List.of(actual), List.of(), false);
            }
            double scale = Math.max(1e-12, expected.abs().max().getFloat());
            if (!expected.getShape().equals(actual.getShape())
                    || expected.sub(actual).abs().max().getFloat() > 1e-5 * scale) {
                return false;
            }
        }
        return true;
    }

    private static List<List<Layer>> candidates(NDArray given, NDArray made) {
        Shape x = given.getShape();
        Shape y = made.getShape();
        List<List<Layer>> candidates = new ArrayList<>();
        if (x.equals(y)) {
            candidates.add(List.of(new Relu()));
            candidates.add(List.of(new Clip(0, 6)));
            for (ActivationFunction function : ActivationFunction.values()) {
                candidates.add(List.of(new Nonlinearity(function)));
            }
            withASlope(given.toFloatArray(), made.toFloatArray()).forEach(layer -> candidates.add(List.of(layer)));
        }
        if (x.dimension() != 4) {
            return candidates;
        }
        if (y.dimension() == 2) {
            candidates.add(List.of(new Flatten()));
            candidates.add(List.of(new GlobalAveragePool(), new Flatten()));
            return candidates;
        }
        candidates.add(List.of(new GlobalAveragePool()));
        for (int kernel = 1; kernel <= LARGEST_WINDOW; kernel++) {
            for (int stride = 1; stride <= LARGEST_WINDOW; stride++) {
                for (int padding = 0; padding <= kernel / 2; padding++) {
                    if (fits(x, y, 2, kernel, stride, padding) && fits(x, y, 3, kernel, stride, padding)) {
                        candidates.add(List.of(new MaxPool(kernel, stride, padding)));
                        candidates.add(List.of(new AveragePool(kernel, stride, padding)));
                    }
                }
            }
        }
        return candidates;
    }

    /** Leaky rectifiers and the like, with the number that makes the least of the inputs what became of it. */
    private static List<Layer> withASlope(float[] given, float[] made) {
        int least = 0;
        for (int i = 1; i < given.length; i++) {
            least = given[i] < given[least] ? i : least;
        }
        if (!(given[least] < 0) || !Float.isFinite(made[least])) {
            return List.of();
        }
        return List.of(
                new LeakyRelu(rounded((double) made[least] / given[least])),
                new Elu(rounded(made[least] / Math.expm1(given[least]))));
    }

    private static double rounded(double number) {
        return new BigDecimal(number).round(new MathContext(DIGITS)).doubleValue();
    }

    private static boolean fits(Shape x, Shape y, int axis, int kernel, int stride, int padding) {
        long room = x.get(axis) + 2L * padding - kernel;
        return room >= 0 && room / stride + 1 == y.get(axis);
    }
}
