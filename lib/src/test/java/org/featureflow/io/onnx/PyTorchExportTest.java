package org.featureflow.io.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.featureflow.engine.GradMode;
import org.featureflow.io.NetworkNotes;
import org.featureflow.io.Npz;
import org.featureflow.io.StoredTensor;
import org.featureflow.nn.Attention;
import org.featureflow.nn.BatchNorm;
import org.featureflow.nn.Network;
import org.featureflow.nn.Node;
import org.featureflow.nn.PadShortcut;
import org.featureflow.prune.ChannelGroups;
import org.featureflow.prune.Channels;
import org.featureflow.prune.Mask;
import org.featureflow.prune.Plan;
import org.featureflow.prune.Pruning;
import org.featureflow.prune.Scope;
import org.featureflow.prune.Shrink;
import org.featureflow.prune.Target;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that PyTorch's own exporter wrote (make_onnx.py beside them), with PyTorch's logits. */
class PyTorchExportTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "padded, folded, 3",
        "padded, kept, 3",
        "mobile, folded, 5",
        "mobile, kept, 5",
        "gated, folded, 6",
        "gated, kept, 6",
        "convnext, folded, 4",
        "convnext, kept, 4",
        "vit, folded, 5",
        "vit, kept, 5",
        "deit, folded, 5",
        "deit, kept, 5",
        "meanvit, folded, 5",
        "meanvit, kept, 5",
        "hfvit, folded, 5",
        "hfvit, kept, 5"
    })
    void anExportedModelComputesWhatItDidInPyTorch(String model, String form, int taps) throws URISyntaxException {
        Map<String, StoredTensor> expected = Npz.read(resource(model + "-onnx.npz"));
        try (Network network =
                        OnnxFile.read(resource(model + "-" + form + ".onnx")).network();
                GradMode off = GradMode.off();
                NDManager manager = network.manager().newSubManager()) {
            NDArray logits = network.forward(expected.get("images").toArray(manager), false)
                    .logits();
            assertThat(logits.sub(expected.get("logits").toArray(manager))
                            .abs()
                            .max()
                            .getFloat())
                    .isLessThan(1e-5f);
            assertThat(network.spec().taps()).hasSize(taps);
            assertThat(network.spec().nodes().stream().anyMatch(n -> n.layer() instanceof BatchNorm))
                    .isEqualTo(form.equals("kept")
                            && List.of("padded", "mobile", "gated").contains(model));
            if (model.equals("convnext")) {
                assertThat(network.spec().taps())
                        .containsExactly(
                                "features.1", "features/features.2/Add", "features.4", "features/features.5/Add");
            }
            if (model.equals("padded")) {
                assertThat(network.spec().nodes())
                        .anyMatch(n -> PadShortcut.centred(4, 8, 2).equals(n.layer()));
            }
        }
    }

    /** Each of two blocks has two heads and sixteen hidden channels, whether or not one layer makes queries, keys and values. */
    @ParameterizedTest
    @ValueSource(strings = {"vit-folded", "vit-kept", "deit-folded", "meanvit-kept", "hfvit-folded"})
    void headsAndHiddenChannelsOfATransformerCanBeRemoved(String model) throws URISyntaxException {
        Path cut = folder.resolve("cut.onnx");
        try (Network network = OnnxFile.read(resource(model + ".onnx")).network()) {
            ChannelGroups groups = ChannelGroups.of(network.spec(), Channels.INNER);
            assertThat(groups.channels()).isEqualTo(2 * (2 + 16));
            Plan plan = Pruning.by("l1")
                    .scope(Scope.local())
                    .target(Target.channels(0.5))
                    .plan(network);
            try (Network masked = Mask.apply(network, plan);
                    Network smaller = Shrink.apply(network, plan)) {
                assertThat(smaller.spec().nodes().stream().map(Node::layer).filter(Attention.class::isInstance))
                        .containsOnly(new Attention(1, 4));
                assertThat(Logits.difference(Logits.of(masked), Logits.of(smaller)))
                        .isLessThan(1e-5);
                OnnxFile.write(smaller, cut, NetworkNotes.NONE, false);
                assertThat(Logits.difference(Logits.of(smaller), Logits.ofRuntime(cut, smaller)))
                        .isLessThan(1e-5);
                try (Network back = OnnxFile.read(cut).network()) {
                    assertThat(back.spec()).isEqualTo(smaller.spec());
                }
            }
        }
    }

    private static Path resource(String name) throws URISyntaxException {
        return Path.of(PyTorchExportTest.class.getResource("/formats/" + name).toURI());
    }
}
