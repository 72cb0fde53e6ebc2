package org.featureflow.io.onnx;

import java.util.List;
import java.util.Map;
import org.featureflow.io.StoredTensor;
import org.featureflow.nn.Attention;
import org.featureflow.nn.ClassToken;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.PositionEmbedding;

/** The layers of vision transformers as ONNX nodes; what comes in and goes out is a map. */
final class TokenExport {
    private static final List<Long> LAST_TWO_EXCHANGED = List.of(0L, 1L, 3L, 2L);

    private final LayerExport export;

    TokenExport(LayerExport export) {
        this.export = export;
    }

    /** Softmax(qᵀk · scale) vᵀ for every head, on [batch, heads, positions, width]. */
    void attention(String name, List<String> inputs, Attention a, FeatureShape map) {
        export.constant(name + ".heads", numbers(0, a.heads(), a.width(), -1));
        export.constant(name + ".scale", LayerExport.scalar(1 / Math.sqrt(a.width())));
        export.constant(name + ".shape", numbers(0, map.channels(), map.height(), map.width()));
        String queries = turned(name + "/queries", heads(name, "/queries/heads", inputs.get(0)));
        String keys = heads(name, "/keys", inputs.get(1));
        String values = turned(name + "/values", heads(name, "/values/heads", inputs.get(2)));
        export.node("MatMul", name + "/products", List.of(queries, keys), Map.of());
        export.node("Mul", name + "/scores", List.of(name + "/products", name + ".scale"), Map.of());
        export.node("Softmax", name + "/weights", List.of(name + "/scores"), Map.of("axis", -1L));
        export.node("MatMul", name, name + "/means", List.of(name + "/weights", values), Map.of());
        String columns = turned(name + "/columns", name + "/means");
        export.node("Reshape", name + "/map", name, List.of(columns, name + ".shape"), Map.of());
    }

    /** [batch, heads, width, positions]. */
    private String heads(String name, String ending, String map) {
        export.node("Reshape", name + ending, List.of(map, name + ".heads"), Map.of());
        return name + ending;
    }

    private String turned(String name, String input) {
        export.node("Transpose", name, List.of(input), Map.of("perm", LAST_TWO_EXCHANGED));
        return name;
    }

    void classToken(String name, String input, ClassToken token) {
        String positions = name + "/positions";
        String tokens = name + "/tokens";
        export.reshapeConstant(name + ".weight", 1, token.channels(), 1);
        export.constant(positions + ".shape", numbers(0, token.channels(), -1));
        export.constant(tokens + ".channels", numbers(token.channels(), 1));
        export.constant(name + ".axes", numbers(3));
        export.node("Reshape", positions, List.of(input, positions + ".shape"), Map.of());
        export.node("Shape", name + "/batch", List.of(input), Map.of("start", 0L, "end", 1L));
        export.node("Concat", tokens + "/shape", List.of(name + "/batch", tokens + ".channels"), Map.of("axis", 0L));
        export.node("Expand", tokens, List.of(name + ".weight", tokens + "/shape"), Map.of());
        export.node("Concat", name + "/joined", List.of(tokens, positions), Map.of("axis", 2L));
        export.node("Unsqueeze", name, List.of(name + "/joined", name + ".axes"), Map.of());
    }

    void positionEmbedding(String name, String input, PositionEmbedding embedding, FeatureShape map) {
        export.reshapeConstant(name + ".weight", embedding.channels(), map.height(), map.width());
        export.node("Add", name, List.of(input, name + ".weight"), Map.of());
    }

    void firstPosition(String name, String input) {
        export.constant(name + ".starts", numbers(0, 0));
        export.constant(name + ".ends", numbers(1, 1));
        export.constant(name + ".axes", numbers(2, 3));
        List<String> slice = List.of(input, name + ".starts", name + ".ends", name + ".axes");
        export.node("Slice", name, slice, Map.of());
    }

    private static StoredTensor numbers(long... numbers) {
        return StoredTensor.ofLongs(numbers, numbers.length);
    }
}
