package org.featureflow.io.onnx;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.featureflow.nn.ActivationFunction;
import org.featureflow.nn.Clip;
import org.featureflow.nn.Elu;
import org.featureflow.nn.Layer;
import org.featureflow.nn.LeakyRelu;
import org.featureflow.nn.Nonlinearity;
import org.featureflow.nn.PRelu;
import org.featureflow.nn.Relu;

/** Functions of every element as ONNX nodes. */
final class ActivationExport {
    static final float HARD_SIGMOID_SLOPE = 1f / 6;
    static final float HARD_SIGMOID_OFFSET = 0.5f;

    private final LayerExport export;

    ActivationExport(LayerExport export) {
        this.export = export;
    }

    /**
     * Writes a layer if it is such a function.
     *
     * @param rank of what it takes, 4 for a map, 2 for a vector
     * @return whether it is
     */
    boolean add(String name, List<String> inputs, Layer layer, int rank) {
        if (layer instanceof Relu) {
            export.node("Relu", name, inputs, Map.of());
        } else if (layer instanceof Clip clip) {
            export.constant(name + ".min", LayerExport.scalar(clip.min()));
            export.constant(name + ".max", LayerExport.scalar(clip.max()));
            export.node("Clip", name, LayerExport.with(inputs, name + ".min", name + ".max"), Map.of());
        } else if (layer instanceof LeakyRelu leaky) {
            export.node("LeakyRelu", name, inputs, Map.of("alpha", (float) leaky.slope()));
        } else if (layer instanceof Elu elu) {
            export.node("Elu", name, inputs, Map.of("alpha", (float) elu.alpha()));
        } else if (layer instanceof PRelu prelu) {
            if (rank == 4 && !prelu.shared()) {
                export.reshapeConstant(name + ".weight", prelu.channels(), 1, 1);
            }
            export.node("PRelu", name, LayerExport.with(inputs, name + ".weight"), Map.of());
        } else if (layer instanceof Nonlinearity a) {
            function(name, inputs, a.function());
        } else {
            return false;
        }
        return true;
    }

    private void function(String name, List<String> inputs, ActivationFunction function) {
        switch (function) {
            case SIGMOID -> export.node("Sigmoid", name, inputs, Map.of());
            case HARD_SIGMOID -> {
                Map<String, Object> attributes = new LinkedHashMap<>();
                attributes.put("alpha", HARD_SIGMOID_SLOPE);
                attributes.put("beta", HARD_SIGMOID_OFFSET);
                export.node("HardSigmoid", name, inputs, attributes);
            }
            case HARD_SWISH -> export.node("HardSwish", name, inputs, Map.of());
            case SILU -> {
                // No operator of set 17: PyTorch writes these two.
                String gate = name + "/sigmoid";
                export.node("Sigmoid", gate, inputs, Map.of());
                export.node("Mul", name, LayerExport.with(inputs, gate), Map.of());
            }
            case GELU -> gelu(name, inputs.get(0));
            case TANH -> export.node("Tanh", name, inputs, Map.of());
        }
    }

    /** An operator of its own from set 20 on; before that PyTorch writes these five. */
    private void gelu(String name, String input) {
        export.constant(name + ".root", LayerExport.scalar(Math.sqrt(2)));
        export.constant(name + ".one", LayerExport.scalar(1));
        export.constant(name + ".half", LayerExport.scalar(0.5));
        export.node("Div", name + "/quotient", List.of(input, name + ".root"), Map.of());
        export.node("Erf", name + "/erf", List.of(name + "/quotient"), Map.of());
        export.node("Add", name + "/sum", List.of(name + "/erf", name + ".one"), Map.of());
        export.node("Mul", name + "/product", List.of(input, name + "/sum"), Map.of());
        export.node("Mul", name, List.of(name + "/product", name + ".half"), Map.of());
    }
}
