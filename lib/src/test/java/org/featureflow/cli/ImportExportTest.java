package org.featureflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.featureflow.ChildJvm;
import org.featureflow.data.Normalization;
import org.featureflow.io.NetworkFile;
import org.featureflow.io.NetworkNotes;
import org.featureflow.io.Safetensors;
import org.featureflow.io.StoredNetwork;
import org.featureflow.io.StoredTensor;
import org.featureflow.nn.Architectures;
import org.featureflow.nn.Network;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportExportTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private int run(Object... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        String[] texts = new String[arguments.length];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = arguments[i].toString();
        }
        return Main.run(new PrintWriter(out), new PrintWriter(err), texts);
    }

    private JsonObject json() {
        return JsonParser.parseString(out.toString()).getAsJsonObject();
    }

    private static Path weights() throws URISyntaxException {
        return Path.of(ImportExportTest.class
                .getResource("/reference/resnet20-weights.npz")
                .toURI());
    }

    @Test
    void weightsBecomeANetworkFileThatRemembersItsNormalisation() throws URISyntaxException {
        Path net = folder.resolve("net.safetensors");
        assertThat(run("import", weights(), "--mean", ".485,.456,.406", "--std", ".229,.224,.225", "-o", net, "--json"))
                .isZero();
        assertThat(json().get("network").getAsString()).isEqualTo("resnet20");
        assertThat(json().get("parameters").getAsLong()).isEqualTo(269_722);
        StoredNetwork stored = NetworkFile.load(net);
        try (Network network = stored.network()) {
            assertThat(network.spec()).isEqualTo(Architectures.named("resnet20"));
            assertThat(stored.notes().normalization()).contains(Normalization.IMAGENET);
        }
    }

    /** 200 MB of zeros, most of them no part of the network, in a JVM of 32 MiB. */
    @Test
    void aFileThatDoesNotFitIntoMemoryIsNamed() throws Exception {
        Path file = folder.resolve("optimizer.safetensors");
        String header = "{\"exp_avg\":{\"dtype\":\"F32\",\"shape\":[50000000],\"data_offsets\":[0,200000000]}}";
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.writeLong(Long.reverseBytes(header.length()));
            sparse.writeBytes(header);
            sparse.setLength(8 + header.length() + 200_000_000);
        }
        ProcessBuilder child = ChildJvm.of(Main.class, "import", file, "-o", folder.resolve("net.safetensors"));
        child.command().add(2, "-Xmx32m");
        Process process = child.start();
        String said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(said).contains("ffr: " + file + " has more arrays than fit", "FEATUREFLOW_JAVA_OPTIONS");
        assertThat(process.waitFor()).isOne();
    }

    @Test
    void anExportedNetworkComesBackTheSame() throws IOException {
        Path net = folder.resolve("net.safetensors");
        Path model = folder.resolve("net.onnx");
        Path back = folder.resolve("back.safetensors");
        try (Network network = Network.create(Architectures.named("resnet20b@0.25"), 4)) {
            NetworkFile.save(network, net, NetworkNotes.of(Normalization.CIFAR10, "cifar10"));
        }
        assertThat(run("export", net, "-o", model, "--json")).isZero();
        assertThat(json().get("bytes").getAsLong()).isEqualTo(Files.size(model));
        assertThat(run("import", model, "-o", back)).isZero();
        assertThat(out.toString()).contains("resnet20b@0.25 for images of 3×32×32, 10 classes");
        assertThat(NetworkFile.spec(back)).isEqualTo(NetworkFile.spec(net));
        assertThat(Safetensors.readAll(back)).isEqualTo(Safetensors.readAll(net));
    }

    @Test
    void torchNamesAreAStateDictionary() {
        Path file = folder.resolve("state.safetensors");
        assertThat(run("export", "resnet20@0.25", "--to", "torch-names", "-o", file))
                .isZero();
        Map<String, StoredTensor> state = Safetensors.readAll(file);
        assertThat(state).containsKeys("conv1.weight", "bn1.num_batches_tracked", "linear.bias");
        assertThat(state.get("bn1.num_batches_tracked").shape()).isEmpty();
        try (Safetensors open = Safetensors.open(file)) {
            assertThat(open.metadata()).containsExactly(Map.entry("format", "pt"));
        }
        assertThat(run("import", file, "-o", folder.resolve("again.safetensors")))
                .isZero();
    }

    @Test
    void foldingLeavesNoBatchNorm() {
        Path file = folder.resolve("folded.safetensors");
        assertThat(run("export", "vgg11@0.0625", "--to", "safetensors", "--fold", "-o", file))
                .isZero();
        assertThat(NetworkFile.spec(file).parameters().keySet()).noneMatch(n -> n.endsWith("running_var"));
    }

    /** Without --to the state dictionary, or the network itself, would be an ONNX file under a name that says otherwise. */
    @Test
    void aFormThatTheNameContradictsIsRefused() throws IOException {
        Path net = folder.resolve("net.safetensors");
        try (Network network = Network.create(Architectures.named("resnet20@0.25"), 4)) {
            NetworkFile.save(network, net, NetworkNotes.NONE);
        }
        byte[] before = Files.readAllBytes(net);
        assertThat(run("export", net, "-o", net)).isOne();
        assertThat(err.toString()).hasLineCount(1).contains("add --to safetensors or --to torch-names");
        assertThat(net).hasBinaryContent(before);
        Path model = folder.resolve("net.onnx");
        assertThat(run("export", net, "--to", "torch-names", "-o", model)).isOne();
        assertThat(err.toString()).hasLineCount(1).contains("the form torch-names; use --to onnx");
        assertThat(model).doesNotExist();
    }

    @Test
    void anotherArchitectureIsRefusedWithWhatDiffers() throws URISyntaxException {
        assertThat(run("import", weights(), "--arch", "resnet56b", "-o", folder.resolve("no.safetensors")))
                .isOne();
        assertThat(err.toString())
                .contains("missing layer1.3.conv1.weight")
                .contains("and ")
                .contains("taken from the file by --arch auto")
                .hasLineCount(1);
        assertThat(folder.resolve("no.safetensors")).doesNotExist();
    }

    @Test
    void wrongUsageIsExplained() throws URISyntaxException {
        Path file = folder.resolve("no.safetensors");
        assertThat(run("export", "resnet20", "--to", "tflite", "-o", file)).isEqualTo(2);
        assertThat(err.toString()).contains("choose onnx, safetensors or torch-names");
        assertThat(run("import", weights(), "--mean", "0.5", "-o", file)).isOne();
        assertThat(err.toString()).contains("both --mean and --std");
        assertThat(run("import", weights(), "--mean", "0.5", "--std", "1", "-o", file))
                .isOne();
        assertThat(err.toString()).contains("images of 3");
        assertThat(run("import", weights(), "--input", "big", "-o", file)).isOne();
        assertThat(err.toString()).contains("64x64");
    }
}
