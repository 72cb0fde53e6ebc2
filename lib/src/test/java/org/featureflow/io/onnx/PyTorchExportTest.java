package org.featureflow.io.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;
import org.featureflow.engine.GradMode;
import org.featureflow.io.Npz;
import org.featureflow.io.StoredTensor;
import org.featureflow.nn.BatchNorm;
import org.featureflow.nn.Network;
import org.featureflow.nn.PadShortcut;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that PyTorch's own exporter wrote (make_onnx.py beside them), with PyTorch's logits. */
class PyTorchExportTest {
    @ParameterizedTest
    @CsvSource({
        "padded, folded, 3",
        "padded, kept, 3",
        "mobile, folded, 5",
        "mobile, kept, 5",
        "gated, folded, 6",
        "gated, kept, 6",
        "convnext, folded, 4",
        "convnext, kept, 4"
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
                    .isEqualTo(form.equals("kept") && !model.equals("convnext"));
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

    private static Path resource(String name) throws URISyntaxException {
        return Path.of(PyTorchExportTest.class.getResource("/formats/" + name).toURI());
    }
}
