package org.featureflow.io.onnx;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.featureflow.io.StoredTensor;
import org.featureflow.nn.BatchNorm;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.GroupNorm;
import org.featureflow.nn.LayerNorm;

/** Norms as ONNX nodes. */
final class NormExport {
    private static final List<Long> CHANNELS_LAST = List.of(0L, 2L, 3L, 1L);
    private static final List<Long> CHANNELS_FIRST = List.of(0L, 3L, 1L, 2L);

    private final LayerExport export;

    NormExport(LayerExport export) {
        this.export = export;
    }

    void batchNorm(String name, List<String> inputs, BatchNorm b) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("epsilon", (float) b.epsilon());
        attributes.put("momentum", (float) (1 - b.momentum()));
        export.node(
                "BatchNormalization",
                name,
                LayerExport.with(
                        inputs, name + ".weight", name + ".bias", name + ".running_mean", name + ".running_var"),
                attributes);
    }

    /** ONNX normalises the last axes, so the channels of a map go there and back. */
    void layerNorm(String name, String input, LayerNorm n, int rank) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("axis", -1L);
        attributes.put("epsilon", (float) n.epsilon());
        String rows = name + "/rows";
        String normed = name + "/normed";
        List<String> arrays = List.of(rank == 2 ? input : rows, name + ".weight", name + ".bias");
        if (rank == 2) {
            export.node("LayerNormalization", name, arrays, attributes);
            return;
        }
        export.node("Transpose", rows, List.of(input), Map.of("perm", CHANNELS_LAST));
        export.node("LayerNormalization", normed, arrays, attributes);
        export.node("Transpose", name, List.of(normed), Map.of("perm", CHANNELS_FIRST));
    }

    /**
     * As PyTorch's exporter writes it, since set 17 has no operator for it: a group's channels and positions as one axis, which is normalised by
     * itself.
     */
    void groupNorm(String name, String input, GroupNorm n, int rank, FeatureShape shape) {
        Map<String, Object> epsilon = Map.of("epsilon", (float) n.epsilon());
        String weight = name + ".weight";
        String bias = name + ".bias";
        if (rank == 4 && n.width() == 1) {
            export.node("InstanceNormalization", name, List.of(input, weight, bias), epsilon);
            return;
        }
        float[] ones = new float[n.groups()];
        Arrays.fill(ones, 1);
        export.constant(name + ".groups", StoredTensor.ofLongs(new long[] {0, n.groups(), -1}, 3));
        export.constant(name + ".ones", StoredTensor.ofFloats(ones, n.groups()));
        export.constant(name + ".zeros", StoredTensor.ofFloats(new float[n.groups()], n.groups()));
        long[] back =
                rank == 4 ? new long[] {0, n.channels(), shape.height(), shape.width()} : new long[] {0, n.channels()};
        export.constant(name + ".shape", StoredTensor.ofLongs(back, rank));
        if (rank == 4) {
            export.reshapeConstant(weight, n.channels(), 1, 1);
            export.reshapeConstant(bias, n.channels(), 1, 1);
        }
        String grouped = name + "/groups";
        String normed = name + "/normed";
        String whole = name + "/whole";
        String scaled = name + "/scaled";
        export.node("Reshape", grouped, List.of(input, name + ".groups"), Map.of());
        export.node("InstanceNormalization", normed, List.of(grouped, name + ".ones", name + ".zeros"), epsilon);
        export.node("Reshape", whole, List.of(normed, name + ".shape"), Map.of());
        export.node("Mul", scaled, List.of(whole, weight), Map.of());
        export.node("Add", name, List.of(scaled, bias), Map.of());
    }
}
