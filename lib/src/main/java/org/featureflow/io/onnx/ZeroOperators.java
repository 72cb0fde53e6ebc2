package org.featureflow.io.onnx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.featureflow.io.MalformedFileException;
import org.featureflow.io.StoredTensor;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.PadShortcut;

/**
 * Channels of zeros that are joined to those of a map: the padded shortcut of CIFAR ResNets where it is written as {@code torch.cat((x,
 * x.mul(0)), 1)} or with {@code torch.zeros}.
 */
final class ZeroOperators {
    private ZeroOperators() {}

    /** A map times 0; null if the product is another. */
    static Value times(OnnxNode node, GraphReader graph) throws MalformedFileException {
        for (int i = 0; i < 2; i++) {
            FeatureShape map = Numbers.isNumber(graph.input(node, 1 - i), 0) ? map(graph.input(node, i)) : null;
            if (map != null) {
                return new Value.Zeros(map);
            }
        }
        return null;
    }

    /** The shape of a map whose channels come first; null for any other value. */
    private static FeatureShape map(Value value) {
        if (value instanceof Value.Selection s) {
            return new FeatureShape(s.sources().size(), s.height(), s.width());
        }
        return value instanceof Value.Feature x && x.rank() == 4 ? x.shape() : null;
    }

    /** {@code torch.zeros(batch, channels, height, width)}, or a row of equal whole numbers. */
    static Value filled(OnnxNode node, GraphReader graph) throws MalformedFileException {
        List<Long> shape = graph.sizes(node, 0);
        StoredTensor value = node.tensor("value");
        // ONNX's default is 0 in single precision.
        boolean zeros = value == null || value.type().isFloatingPoint() && Numbers.isZero(value);
        return zeros && isMap(graph, shape) ? new Value.Zeros(shape(node, shape)) : SizeOperators.filled(node, graph);
    }

    private static boolean isMap(GraphReader graph, List<Long> shape) {
        return shape.size() == 4 && graph.isBatch(shape.get(0));
    }

    private static FeatureShape shape(OnnxNode node, List<Long> axes) throws MalformedFileException {
        return new FeatureShape(
                Numbers.toInt(node, axes.get(1)), Numbers.toInt(node, axes.get(2)), Numbers.toInt(node, axes.get(3)));
    }

    /** A map with zeros before or behind its channels; null if no zeros are joined. */
    static Value joined(OnnxNode node, GraphReader graph) throws MalformedFileException {
        List<FeatureShape> zeros = new ArrayList<>();
        for (int i = 0; i < node.inputs().size(); i++) {
            zeros.add(zeros(node, graph, graph.input(node, i)));
        }
        if (zeros.stream().allMatch(Objects::isNull)) {
            return null;
        }
        if (Collections.frequency(zeros, null) != 1) {
            throw refused(node);
        }
        ChannelOperators.requireChannels(node, 4);
        Value.Selection map = SelectionOperators.selection(node, graph, zeros.indexOf(null));
        List<Integer> sources = new ArrayList<>();
        for (FeatureShape block : zeros) {
            if (block == null) {
                sources.addAll(map.sources());
                continue;
            }
            if (block.height() != map.height() || block.width() != map.width()) {
                throw node.refused("joins zeros of " + block + " to a map of " + map.height() + "×" + map.width());
            }
            SelectionOperators.requireFew(node, sources.size() + block.channels());
            sources.addAll(Collections.nCopies(block.channels(), PadShortcut.ZEROS));
        }
        SelectionOperators.requireFew(node, sources.size());
        return map.with(sources);
    }

    /** The shape of zeros that the graph makes or that the exporter has computed before; null for any other value. */
    private static FeatureShape zeros(OnnxNode node, GraphReader graph, Value value) throws MalformedFileException {
        if (value instanceof Value.Constant constant && constant.tensor().type().isFloatingPoint()) {
            List<Long> axes = Numbers.axes(constant.tensor());
            return isMap(graph, axes) && Numbers.isZero(constant.tensor()) ? shape(node, axes) : null;
        }
        return value instanceof Value.Zeros made ? made.shape() : null;
    }

    /** For a node that takes zeros for a feature. */
    static MalformedFileException refused(OnnxNode node) {
        return node.refused(
                "gets a map of zeros, which can be read only where it is joined to the channels of one feature",
                "write a padded shortcut as F.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, 0, CHANNELS)) and export again");
    }
}
