package org.featureflow.io.onnx;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.featureflow.io.MalformedFileException;
import org.featureflow.io.StoredTensor;
import org.featureflow.nn.AveragePool;
import org.featureflow.nn.Convolution;
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
        Convolution layer = new Convolution(
                in, out, window.kernel(), window.stride(), window.padding(), window.dilation(), groups, bias != null);
        List<Integer> copies = mayCopy(layer) ? Numbers.copiedChannels(weight) : List.of();
        if (!copies.isEmpty()) {
            return graph.add(node, new PadShortcut(in, window.stride().height(), copies), Map.of(), 4, x);
        }
        Map<String, StoredTensor> arrays = new LinkedHashMap<>();
        arrays.put("weight", Numbers.floats(weight));
        if (bias != null) {
            arrays.put("bias", bias);
        }
        return graph.add(node, layer, arrays, 4, x);
    }

    /** Whether it takes single positions, as a padded shortcut does. */
    private static boolean mayCopy(Convolution c) {
        return !c.bias()
                && c.groups() == 1
                && c.kernel().isBoth(1)
                && c.padding().isBoth(0)
                && c.stride().isBoth(c.stride().height());
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
        Window w = pool(node, x);
        if (w.up() && w.beginsBehind(x.shape())) {
            throw node.refused(
                    "has a last window that begins behind the edge (ceil_mode), which ONNX counts and PyTorch does not",
                    "choose an image size that divides evenly, or ceil_mode=0, and export again");
        }
        return graph.add(node, new MaxPool(w.kernel(), w.stride(), w.padding(), w.up()), 4, x);
    }

    static Value averagePool(OnnxNode node, GraphReader graph) throws MalformedFileException {
        Value.Feature x = graph.map(node, 0);
        Window w = pool(node, x);
        if (w.up()) {
            throw node.refused(
                    "rounds the size of its output up (ceil_mode)",
                    "choose an image size that divides evenly, or ceil_mode=0, and export again");
        }
        boolean counts = w.padding().isBoth(0) || node.integer("count_include_pad", 0) != 0;
        return graph.add(node, new AveragePool(w.kernel(), w.stride(), w.padding(), counts), 4, x);
    }

    private static Window pool(OnnxNode node, Value.Feature x) throws MalformedFileException {
        Window w = Window.of(node, x.shape(), List.of());
        if (w.padding().height() > w.kernel().height() / 2
                || w.padding().width() > w.kernel().width() / 2) {
            throw node.refused("pads by " + w.padding() + ", more than half its window of " + w.kernel());
        }
        if (!w.dilation().isBoth(1)) {
            throw node.refused(
                    "is dilated, which only convolutions may be", "use a dilation of 1 and train the model again");
        }
        return w;
    }
}
