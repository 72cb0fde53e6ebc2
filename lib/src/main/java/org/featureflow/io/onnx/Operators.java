package org.featureflow.io.onnx;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.featureflow.io.MalformedFileException;
import org.featureflow.nn.ActivationFunction;
import org.featureflow.nn.GlobalAveragePool;
import org.featureflow.nn.Nonlinearity;
import org.featureflow.nn.Relu;

/** The ONNX operators that the toolkit reads. */
final class Operators {
    private static final Map<String, Operator> ALL = Map.ofEntries(
            Map.entry("Conv", WindowOperators::convolution),
            Map.entry("MaxPool", WindowOperators::maxPool),
            Map.entry("AveragePool", WindowOperators::averagePool),
            Map.entry("GlobalAveragePool", (n, g) -> g.add(n, new GlobalAveragePool(), 4, g.map(n, 0))),
            Map.entry("ReduceMean", TokenOperators::mean),
            Map.entry("BatchNormalization", ChannelOperators::batchNorm),
            Map.entry("LayerNormalization", ChannelOperators::layerNorm),
            Map.entry("GroupNormalization", GroupNormOperators::whole),
            Map.entry("InstanceNormalization", GroupNormOperators::instance),
            Map.entry("Relu", (n, g) -> g.pointwise(n, new Relu())),
            Map.entry("Clip", ActivationOperators::clip),
            Map.entry("Sigmoid", (n, g) -> g.pointwise(n, new Nonlinearity(ActivationFunction.SIGMOID))),
            Map.entry("Tanh", (n, g) -> g.pointwise(n, new Nonlinearity(ActivationFunction.TANH))),
            Map.entry("LeakyRelu", ActivationOperators::leakyRelu),
            Map.entry("PRelu", ActivationOperators::prelu),
            Map.entry("Elu", ActivationOperators::elu),
            Map.entry("HardSigmoid", GateOperators::hardSigmoid),
            Map.entry("HardSwish", (n, g) -> g.pointwise(n, new Nonlinearity(ActivationFunction.HARD_SWISH))),
            Map.entry("Gelu", GeluOperators::whole),
            Map.entry("Erf", GeluOperators::erf),
            Map.entry("Mul", GateOperators::multiply),
            Map.entry("Add", ChannelOperators::add),
            Map.entry("Sum", ChannelOperators::add),
            Map.entry("Concat", ChannelOperators::concat),
            Map.entry("Flatten", AxisOperators::flatten),
            Map.entry("Reshape", AxisOperators::reshape),
            Map.entry("Squeeze", AxisOperators::squeeze),
            Map.entry("Gemm", LinearOperators::gemm),
            Map.entry("MatMul", LinearOperators::matMul),
            Map.entry("Identity", (n, g) -> g.input(n, 0)),
            Map.entry("Dropout", ChannelOperators::dropout),
            Map.entry("Pad", SelectionOperators::pad),
            Map.entry("Slice", SelectionOperators::slice),
            Map.entry("Split", SelectionOperators::split),
            Map.entry("Gather", SelectionOperators::gather),
            Map.entry("Constant", (n, g) -> ShapeOperators.constant(n)),
            Map.entry("Shape", ShapeOperators::shape),
            Map.entry("ConstantOfShape", ZeroOperators::filled),
            Map.entry("Transpose", AxisOperators::transpose),
            Map.entry("Softmax", AttentionOperators::softmax),
            Map.entry("Expand", TokenOperators::expand),
            Map.entry("Sub", SizeOperators::arithmetic),
            Map.entry("Mod", SizeOperators::arithmetic),
            Map.entry("Equal", SizeOperators::arithmetic),
            Map.entry("Where", SizeOperators::where),
            Map.entry("Sqrt", RealOperators::root),
            Map.entry("Div", GateOperators::divide),
            Map.entry("Cast", RealOperators::cast),
            Map.entry("Unsqueeze", AxisOperators::unsqueeze));

    /** Read only where they compute shapes. */
    private static final Set<String> OF_SIZES =
            Set.of("ConstantOfShape", "Sub", "Mod", "Equal", "Where", "Sqrt", "Shape", "Cast");

    private static final Map<String, String> ADVICE = Map.of(
            "LogSoftmax", "let the network end in its logits and export it again",
            "ConvTranspose", "networks that enlarge their maps are not supported",
            "QuantizeLinear", "export the model before it is quantised",
            "DequantizeLinear", "export the model before it is quantised",
            "QLinearConv", "export the model before it is quantised",
            "ConvInteger", "export the model before it is quantised");

    private Operators() {}

    static Value read(OnnxNode node, GraphReader graph) throws MalformedFileException {
        Operator operator = node.domain().isEmpty() ? ALL.get(node.operator()) : null;
        if (operator == null) {
            String known = new TreeSet<>(ALL.keySet())
                    .stream().filter(o -> !OF_SIZES.contains(o)).collect(Collectors.joining(", "));
            throw node.refused(
                    "is of a kind that cannot be read",
                    ADVICE.getOrDefault(
                            node.operator(),
                            "replace it in the model by what can be (" + known + ") and export again"));
        }
        return operator.read(node, graph);
    }
}
