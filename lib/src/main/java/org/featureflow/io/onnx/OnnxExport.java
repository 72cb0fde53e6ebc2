package org.featureflow.io.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.featureflow.Version;
import org.featureflow.data.Normalization;
import org.featureflow.io.StoredTensor;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.Network;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.nn.Node;

/** Network → {@link OnnxModel}. */
final class OnnxExport {
    /** Any runtime of the last years has it. */
    static final long OPSET = 17;

    static final String LOGITS = "logits";

    private OnnxExport() {}

    /**
     * The model.
     *
     * @param network what to write
     * @param original the spec whose hash the model carries
     * @param normalization what the network sees pixels through, if known
     */
    static OnnxModel of(Network network, NetworkSpec original, Optional<Normalization> normalization) {
        NetworkSpec spec = network.spec();
        LayerExport export = new LayerExport(spec.shapes());
        network.parameters().forEach((name, p) -> export.constant(name, floats(StoredTensor.of(p.getArray()))));
        for (Node node : spec.nodes()) {
            export.add(node);
        }
        String last = spec.nodes().isEmpty()
                ? NetworkSpec.INPUT
                : spec.nodes().get(spec.nodes().size() - 1).name();
        String logits = export.flat(LOGITS, last);
        FeatureShape in = spec.input();
        return new OnnxModel(
                OPSET,
                "featureflow " + Version.toolkit(),
                ExportNotes.of(original, spec, normalization),
                spec.name(),
                List.of(new OnnxValue(
                        NetworkSpec.INPUT,
                        List.of(OnnxValue.ANY, (long) in.channels(), (long) in.height(), (long) in.width()))),
                List.of(new OnnxValue(output(export, logits), List.of(OnnxValue.ANY, (long) spec.classes()))),
                export.constants(),
                renamed(export.nodes(), logits, output(export, logits)));
    }

    private static StoredTensor floats(StoredTensor tensor) {
        return StoredTensor.ofFloats(tensor.toFloats(), tensor.shape());
    }

    /** The output is called {@code logits} unless a node has that name already. */
    private static String output(LayerExport export, String logits) {
        boolean taken = export.nodes().stream().anyMatch(n -> n.outputs().contains(LOGITS));
        return taken ? logits : LOGITS;
    }

    private static List<OnnxNode> renamed(List<OnnxNode> nodes, String from, String to) {
        List<OnnxNode> renamed = new ArrayList<>();
        for (OnnxNode n : nodes) {
            renamed.add(new OnnxNode(
                    n.name(),
                    n.operator(),
                    n.domain(),
                    n.inputs().stream().map(i -> i.equals(from) ? to : i).toList(),
                    n.outputs().stream().map(o -> o.equals(from) ? to : o).toList(),
                    n.attributes()));
        }
        return renamed;
    }
}
