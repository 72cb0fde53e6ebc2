package org.featureflow.io.onnx;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.featureflow.io.MalformedFileException;
import org.featureflow.io.StoredTensor;
import org.featureflow.nn.AveragePool;
import org.featureflow.nn.Convolution;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.MaxPool;
import org.featureflow.nn.PadShortcut;

/** Convolutions and pools: what slides a window over a map. */
final class WindowOperators {
    private WindowOperators() {}

    static Value convolution(OnnxNode node, GraphReader graph) throws MalformedFileException {
        Value.Feature x = graph.map(node, 0);
        StoredTensor weight = graph.constant(node, 1);
        long[] shape = weight.shape();
        if (shape.length != 4 || weight.size() == 0) {
            throw node.refused("has a weight " + weight + "; only two-dimensional convolutions can be read");
        }
        Window window = Window.of(node, x.shape(), List.of(shape[2], shape[3]));
        int out = Numbers.toInt(node, shape[0]);
        int groups = Numbers.toInt(node, node.integer("group", 1));
        int in = x.shape().channels();
        if (groups < 1 || shape[1] * groups != in) {
            throw node.refused("has kernels over " + shape[1] + " channels in " + groups + " groups but gets " + in);
        }
        StoredTensor bias = bias(node, graph, out);
        List<Integer> copies = bias != null || groups > 1 || window.kernel() > 1 || window.padding() > 0
                ? List.of()
                : Numbers.copiedChannels(weight);
        if (!copies.isEmpty()) {
            return graph.add(node, new PadShortcut(in, window.stride(), copies), Map.of(), 4, x);
        }
        Map<String, StoredTensor> arrays = new LinkedHashMap<>();
        arrays.put("weight", Numbers.floats(weight));
        if (bias != null) {
            arrays.put("bias", bias);
        }
        return graph.add(
                node,
                new Convolution(in, out, window.kernel(), window.stride(), window.padding(), groups, bias != null),
                arrays,
                4,
                x);
    }

    /** Null if there is none. Some exporters give a convolution without bias one of zeros, which no module has named. */
    private static StoredTensor bias(OnnxNode node, GraphReader graph, int channels) throws MalformedFileException {
        if (!node.hasInput(2)) {
            return null;
        }
        StoredTensor bias = Numbers.vector(node, graph.constant(node, 2), channels);
        return Numbers.isZero(bias) && !NodeNames.isBias(node.inputs().get(2)) ? null : bias;
    }

    static Value maxPool(OnnxNode node, GraphReader graph) throws MalformedFileException {
        Value.Feature x = graph.map(node, 0);
        Window w = Window.of(node, x.shape(), List.of());
        requirePaddingWithin(node, w);
        if (w.up()
                && (w.beginsBehind(x.shape().height())
                        || w.beginsBehind(x.shape().width()))) {
            throw node.refused(
                    "has a last window that begins behind the edge (ceil_mode), which ONNX counts and PyTorch does not",
                    "choose an image size that divides evenly, or ceil_mode=0, and export again");
        }
        return graph.add(node, new MaxPool(w.kernel(), w.stride(), w.padding(), w.up()), 4, x);
    }

    static Value averagePool(OnnxNode node, GraphReader graph) throws MalformedFileException {
        Value.Feature x = graph.map(node, 0);
        Window w = Window.of(node, x.shape(), List.of());
        requirePaddingWithin(node, w);
        if (w.up()) {
            throw node.refused(
                    "rounds the size of its output up (ceil_mode)",
                    "choose an image size that divides evenly, or ceil_mode=0, and export again");
        }
        if (w.padding() > 0 && node.integer("count_include_pad", 0) == 0) {
            throw node.refused(
                    "leaves its padding out of the mean",
                    "use count_include_pad=1, as PyTorch does, or no padding, and export again");
        }
        return graph.add(node, new AveragePool(w.kernel(), w.stride(), w.padding()), 4, x);
    }

    private static void requirePaddingWithin(OnnxNode node, Window w) throws MalformedFileException {
        if (w.padding() > w.kernel() / 2) {
            throw node.refused("pads by " + w.padding() + ", more than half its window of " + w.kernel());
        }
    }

    /** A square window with equal steps and equal padding on every side; {@code up} where rounding up makes a difference. */
    private record Window(int kernel, int stride, int padding, boolean up) {
        static Window of(OnnxNode node, FeatureShape map, List<Long> weightKernel) throws MalformedFileException {
            List<Long> kernel = node.has("kernel_shape") ? node.integers("kernel_shape") : weightKernel;
            if (!weightKernel.isEmpty() && !kernel.equals(weightKernel)) {
                throw node.refused("announces kernels of " + kernel + " but has kernels of " + weightKernel);
            }
            int size = square(node, "window", kernel, 1);
            int stride = square(node, "step", node.integers("strides"), 1);
            if (square(node, "dilation", node.integers("dilations"), 1) != 1) {
                throw node.refused("is dilated", "use a dilation of 1 and train the model again");
            }
            int padding = padding(node, map, size, stride);
            boolean fits = (map.height() + 2 * padding - size) % stride == 0
                    && (map.width() + 2 * padding - size) % stride == 0;
            return new Window(size, stride, padding, node.integer("ceil_mode", 0) != 0 && !fits);
        }

        private boolean beginsBehind(int size) {
            int down = (size + 2 * padding - kernel) / stride + 1;
            return (size + 2 * padding - kernel) % stride != 0 && down * stride >= size + padding;
        }

        private static int padding(OnnxNode node, FeatureShape map, int kernel, int stride)
                throws MalformedFileException {
            String auto = node.text("auto_pad", "NOTSET");
            if (auto.equals("VALID")) {
                return 0;
            }
            if (auto.startsWith("SAME")) {
                int rows = same(map.height(), kernel, stride);
                int columns = same(map.width(), kernel, stride);
                if (rows != columns || rows % 2 != 0) {
                    throw node.refused(
                            "pads one side more than the other (" + auto + ")", "use explicit, equal padding");
                }
                return rows / 2;
            }
            List<Long> pads = node.integers("pads");
            if (pads.isEmpty()) {
                return 0;
            }
            if (pads.size() != 4 || pads.stream().distinct().count() != 1) {
                throw node.refused("pads by " + pads + ", not equally on every side", "use one padding for all sides");
            }
            return Numbers.toInt(node, pads.get(0));
        }

        private static int same(int size, int kernel, int stride) {
            int out = (size + stride - 1) / stride;
            return Math.max(0, (out - 1) * stride + kernel - size);
        }

        private static int square(OnnxNode node, String what, List<Long> values, int otherwise)
                throws MalformedFileException {
            if (values.isEmpty()) {
                if (what.equals("window")) {
                    throw node.refused("has no kernel_shape");
                }
                return otherwise;
            }
            if (values.size() != 2 || !values.get(0).equals(values.get(1))) {
                throw node.refused(
                        "has a " + what + " of " + values + "; only square ones can be read",
                        "replace it by a square one");
            }
            int value = Numbers.toInt(node, values.get(0));
            if (value < 1) {
                throw node.refused("has a " + what + " of " + values);
            }
            return value;
        }
    }
}
