package org.featureflow.io.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.featureflow.FeatureFlowException;
import org.featureflow.io.StoredTensor;
import org.featureflow.nn.Add;
import org.featureflow.nn.Attention;
import org.featureflow.nn.AveragePool;
import org.featureflow.nn.BatchNorm;
import org.featureflow.nn.ClassToken;
import org.featureflow.nn.Concat;
import org.featureflow.nn.Convolution;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.FirstPosition;
import org.featureflow.nn.Flatten;
import org.featureflow.nn.GlobalAveragePool;
import org.featureflow.nn.GroupNorm;
import org.featureflow.nn.Layer;
import org.featureflow.nn.LayerNorm;
import org.featureflow.nn.Linear;
import org.featureflow.nn.MaxPool;
import org.featureflow.nn.Multiply;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.nn.Node;
import org.featureflow.nn.PadShortcut;
import org.featureflow.nn.PerAxis;
import org.featureflow.nn.PositionEmbedding;

/** Turns layers into ONNX nodes. A value is called as the node that makes it, an array as in the network. */
final class LayerExport {
    private static final long TO_THE_END = Long.MAX_VALUE;

    private final Map<String, StoredTensor> constants = new LinkedHashMap<>();
    private final List<OnnxNode> nodes = new ArrayList<>();
    private final Set<String> taken = new HashSet<>();
    /** 4 for [B, C, H, W], 2 for [B, C]. */
    private final Map<String, Integer> ranks = new HashMap<>(Map.of(NetworkSpec.INPUT, 4));

    private final Map<String, FeatureShape> shapes;
    private final TokenExport tokens = new TokenExport(this);
    private final NormExport norms = new NormExport(this);
    private final ActivationExport activations = new ActivationExport(this);

    /** For a network with features of these shapes. */
    LayerExport(Map<String, FeatureShape> shapes) {
        this.shapes = shapes;
    }

    Map<String, StoredTensor> constants() {
        return constants;
    }

    List<OnnxNode> nodes() {
        return nodes;
    }

    int rank(String node) {
        return ranks.get(node);
    }

    void constant(String name, StoredTensor tensor) {
        requireFree(name);
        constants.put(name, tensor);
    }

    void reshapeConstant(String name, long... shape) {
        constants.computeIfPresent(name, (n, tensor) -> StoredTensor.ofFloats(tensor.toFloats(), shape));
    }

    private void requireFree(String name) {
        if (!taken.add(name)) {
            throw new FeatureFlowException(
                    "Two values of the exported network would be called “" + name + "”; rename a node of the network.");
        }
    }

    void add(Node node) {
        Layer layer = node.layer();
        String name = node.name();
        List<String> inputs = node.inputs();
        int rank = ranks.get(inputs.get(0));
        if (layer instanceof Convolution c) {
            node("Conv", name, with(inputs, name + ".weight", c.bias() ? name + ".bias" : null), convolution(c));
        } else if (layer instanceof BatchNorm b) {
            norms.batchNorm(name, inputs, b);
        } else if (layer instanceof LayerNorm n) {
            norms.layerNorm(name, inputs.get(0), n, rank);
        } else if (layer instanceof GroupNorm n) {
            norms.groupNorm(name, inputs.get(0), n, rank, shapes.get(name));
        } else if (layer instanceof MaxPool p) {
            Map<String, Object> attributes = window(p.kernel(), p.stride(), p.padding());
            if (p.ceil()) {
                attributes.put("ceil_mode", 1L);
            }
            node("MaxPool", name, inputs, attributes);
        } else if (layer instanceof AveragePool p) {
            Map<String, Object> attributes = window(p.kernel(), p.stride(), p.padding());
            attributes.put("count_include_pad", p.countsPadding() ? 1L : 0L);
            node("AveragePool", name, inputs, attributes);
        } else if (layer instanceof GlobalAveragePool) {
            node("GlobalAveragePool", name, inputs, Map.of());
        } else if (layer instanceof Add) {
            node("Add", name, inputs, Map.of());
        } else if (layer instanceof Multiply) {
            node("Mul", name, List.of(inputs.get(0), factors(name, inputs)), Map.of());
        } else if (layer instanceof Concat) {
            node("Concat", name, inputs, Map.of("axis", 1L));
        } else if (layer instanceof Flatten) {
            node("Flatten", name, inputs, Map.of("axis", 1L));
            rank = 2;
        } else if (layer instanceof Linear l) {
            linear(name, inputs.get(0), l);
            rank = 2;
        } else if (layer instanceof PadShortcut s) {
            shortcut(name, inputs.get(0), s);
        } else if (layer instanceof Attention a) {
            tokens.attention(name, inputs, a, shapes.get(name));
        } else if (layer instanceof ClassToken t) {
            tokens.classToken(name, inputs.get(0), t);
        } else if (layer instanceof PositionEmbedding e) {
            tokens.positionEmbedding(name, inputs.get(0), e, shapes.get(name));
        } else if (layer instanceof FirstPosition) {
            tokens.firstPosition(name, inputs.get(0));
        } else if (!activations.add(name, inputs, layer, rank)) {
            throw new FeatureFlowException("Layer “" + name + "” is a "
                    + layer.getClass().getSimpleName() + ", which cannot be written as ONNX yet.");
        }
        ranks.put(name, rank);
    }

    /** One factor a channel as [B, C, 1, 1]. */
    private String factors(String name, List<String> inputs) {
        String factors = inputs.get(1);
        if (ranks.get(factors).equals(ranks.get(inputs.get(0)))) {
            return factors;
        }
        String column = name + "/unsqueeze";
        constant(column + ".axes", StoredTensor.ofLongs(new long[] {2, 3}, 2));
        node("Unsqueeze", column, List.of(factors, column + ".axes"), Map.of());
        return column;
    }

    private static Map<String, Object> convolution(Convolution c) {
        Map<String, Object> attributes = window(c.kernel(), c.stride(), c.padding());
        attributes.put("dilations", both(c.dilation()));
        attributes.put("group", (long) c.groups());
        return attributes;
    }

    private static Map<String, Object> window(PerAxis kernel, PerAxis stride, PerAxis padding) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("kernel_shape", both(kernel));
        attributes.put("strides", both(stride));
        long above = padding.height();
        long left = padding.width();
        attributes.put("pads", List.of(above, left, above, left));
        return attributes;
    }

    private static List<Long> both(PerAxis numbers) {
        return List.of((long) numbers.height(), (long) numbers.width());
    }

    private void linear(String name, String input, Linear l) {
        String rows = flat(name, input);
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("alpha", 1f);
        attributes.put("beta", 1f);
        attributes.put("transB", 1L);
        node("Gemm", name, with(List.of(rows), name + ".weight", l.bias() ? name + ".bias" : null), attributes);
    }

    /** A value as [B, C], flattened if it is not. */
    String flat(String name, String input) {
        if (ranks.get(input) == 2) {
            return input;
        }
        String rows = name + "/flatten";
        node("Flatten", rows, List.of(input), Map.of("axis", 1L));
        ranks.put(rows, 2);
        return rows;
    }

    /** Option A as a slice and a pad; with channels in no regular order a 1×1 convolution that copies them. */
    private void shortcut(String name, String input, PadShortcut s) {
        int before = s.sources().indexOf(0);
        int after = s.sources().size() - before - s.in();
        boolean regular = before >= 0
                && after >= 0
                && IntStream.range(0, s.sources().size())
                        .allMatch(c -> s.sources().get(c)
                                == (c >= before && c < before + s.in() ? c - before : PadShortcut.ZEROS));
        if (!regular) {
            irregular(name, input, s);
            return;
        }
        String sliced = name + "/slice";
        constant(sliced + ".starts", StoredTensor.ofLongs(new long[] {0, 0}, 2));
        constant(sliced + ".ends", StoredTensor.ofLongs(new long[] {TO_THE_END, TO_THE_END}, 2));
        constant(sliced + ".axes", StoredTensor.ofLongs(new long[] {2, 3}, 2));
        constant(sliced + ".steps", StoredTensor.ofLongs(new long[] {s.stride(), s.stride()}, 2));
        List<String> slice =
                with(List.of(input), sliced + ".starts", sliced + ".ends", sliced + ".axes", sliced + ".steps");
        node("Slice", sliced, slice, Map.of());
        constant(name + ".pads", StoredTensor.ofLongs(new long[] {0, before, 0, 0, 0, after, 0, 0}, 8));
        node("Pad", name, List.of(sliced, name + ".pads"), Map.of("mode", "constant"));
    }

    private void irregular(String name, String input, PadShortcut s) {
        if (s.stride() == 1 && !s.sources().contains(PadShortcut.ZEROS)) {
            long[] taken = s.sources().stream().mapToLong(Integer::longValue).toArray();
            constant(name + ".channels", StoredTensor.ofLongs(taken, taken.length));
            node("Gather", name, List.of(input, name + ".channels"), Map.of("axis", 1L));
            return;
        }
        constant(name + ".selection", selection(s));
        node(
                "Conv",
                name,
                List.of(input, name + ".selection"),
                convolution(new Convolution(s.in(), s.sources().size(), 1, s.stride(), 0, 1, false)));
    }

    private static StoredTensor selection(PadShortcut s) {
        int out = s.sources().size();
        float[] matrix = new float[Math.multiplyExact(out, s.in())];
        for (int o = 0; o < out; o++) {
            if (s.sources().get(o) != PadShortcut.ZEROS) {
                matrix[o * s.in() + s.sources().get(o)] = 1;
            }
        }
        return StoredTensor.ofFloats(matrix, out, s.in(), 1, 1);
    }

    static StoredTensor scalar(double value) {
        return StoredTensor.ofFloats(new float[] {(float) value});
    }

    static List<String> with(List<String> inputs, String... arrays) {
        List<String> all = new ArrayList<>(inputs);
        for (String array : arrays) {
            if (array != null) {
                all.add(array);
            }
        }
        return all;
    }

    void node(String operator, String name, List<String> inputs, Map<String, Object> attributes) {
        node(operator, name, name, inputs, attributes);
    }

    /** A node that is not called as what it makes. */
    void node(String operator, String name, String output, List<String> inputs, Map<String, Object> attributes) {
        requireFree(output);
        nodes.add(new OnnxNode(name, operator, "", inputs, List.of(output), attributes));
    }
}
