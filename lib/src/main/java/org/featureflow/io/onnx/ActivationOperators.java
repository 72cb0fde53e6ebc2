package org.featureflow.io.onnx;

import java.util.Map;
import org.featureflow.io.MalformedFileException;
import org.featureflow.io.StoredTensor;
import org.featureflow.nn.Clip;
import org.featureflow.nn.Elu;
import org.featureflow.nn.LeakyRelu;
import org.featureflow.nn.PRelu;
import org.featureflow.nn.Relu;

/** Activations that have numbers of their own: bounds or slopes. */
final class ActivationOperators {
    private ActivationOperators() {}

    static Value clip(OnnxNode node, GraphReader graph) throws MalformedFileException {
        double min = Math.max(-Float.MAX_VALUE, bound(node, graph, 1, "min", -Float.MAX_VALUE));
        double max = Math.min(Float.MAX_VALUE, bound(node, graph, 2, "max", Float.MAX_VALUE));
        Value gate = HardSigmoidOperators.clip(graph.input(node, 0), min, max);
        if (gate != null) {
            return gate;
        }
        boolean rectifier = min == 0 && max >= Float.MAX_VALUE;
        return graph.pointwise(node, rectifier ? new Relu() : new Clip(min, max));
    }

    /** Up to operator set 10 an attribute, then an input. */
    private static double bound(OnnxNode node, GraphReader graph, int index, String name, float otherwise)
            throws MalformedFileException {
        float value = node.real(name, otherwise);
        if (node.hasInput(index)) {
            StoredTensor tensor = graph.constant(node, index);
            if (tensor.size() != 1) {
                throw node.refused("has a bound of " + tensor + " instead of one number");
            }
            value = tensor.toFloats()[0];
        }
        if (Float.isNaN(value)) {
            throw node.refused("has a bound that is not a number");
        }
        float finite = Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, value));
        return Numbers.decimal(finite).doubleValue();
    }

    static Value leakyRelu(OnnxNode node, GraphReader graph) throws MalformedFileException {
        return graph.pointwise(node, new LeakyRelu(alpha(node, 0.01f)));
    }

    static Value elu(OnnxNode node, GraphReader graph) throws MalformedFileException {
        return graph.pointwise(node, new Elu(alpha(node, 1)));
    }

    private static double alpha(OnnxNode node, float otherwise) throws MalformedFileException {
        float alpha = node.real("alpha", otherwise);
        if (!Float.isFinite(alpha)) {
            throw node.refused("has an alpha of " + alpha);
        }
        return Numbers.decimal(alpha).doubleValue();
    }

    /** Exporters write the slopes of a map as [C, 1, 1]. */
    static Value prelu(OnnxNode node, GraphReader graph) throws MalformedFileException {
        Value value = graph.input(node, 0);
        Value.Feature x = graph.arranged(node, value);
        StoredTensor slopes = graph.constant(node, 1);
        int channels = x.shape().channels();
        boolean one = slopes.size() == 1;
        if (!one && !LinearOperators.isForChannels(value, x, slopes)) {
            throw node.refused("has slopes " + slopes + ", neither one nor one a channel");
        }
        PRelu layer = new PRelu(channels, one && channels > 1);
        Map<String, StoredTensor> arrays = Map.of("weight", Numbers.vector(node, slopes, one ? 1 : channels));
        String name = graph.input(node, 1) instanceof Value.Constant c
                ? NodeNames.ofParameter(node, c.name())
                : NodeNames.plain(node);
        return GraphReader.like(value, graph.add(node, name, layer, arrays, x.rank(), x));
    }
}
