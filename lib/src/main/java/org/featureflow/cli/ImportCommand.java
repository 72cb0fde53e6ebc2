package org.featureflow.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.featureflow.FeatureFlowException;
import org.featureflow.cost.Cost;
import org.featureflow.data.Normalization;
import org.featureflow.io.ImageSize;
import org.featureflow.io.NetworkFile;
import org.featureflow.io.NetworkNotes;
import org.featureflow.io.StoredNetwork;
import org.featureflow.io.onnx.OnnxFile;
import org.featureflow.io.torch.TorchWeights;
import org.featureflow.nn.Network;
import org.featureflow.nn.NetworkSpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Brings a network of another program in. */
@Command(
        name = "import",
        description = "Turn a PyTorch checkpoint, safetensors or ONNX file of another program into a network file.")
final class ImportCommand implements Callable<Integer> {
    private static final String AUTO = "auto";

    @Parameters(
            paramLabel = "FILE",
            description =
                    "Arrays (.safetensors, .npz), a model (.onnx), or a PyTorch checkpoint under any other ending (.pth, .tar).")
    private Path file;

    @Option(
            names = "--arch",
            paramLabel = "NAME",
            defaultValue = AUTO,
            description =
                    "The architecture of the weights, such as resnet56 (padded shortcuts), resnet56b (projections),"
                            + " vgg16, vit-tiny or resnet18:64x64; auto (the default) tells it from names and shapes. An ONNX file says it itself.")
    private String architecture;

    @Option(
            names = "--input",
            paramLabel = "HEIGHTxWIDTH",
            description = "Size of an image, where the file does not tell and 32x32 is wrong.")
    private String input;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "NET",
            required = true,
            description = "Where the network file goes.")
    private Path output;

    @Mixin
    private NormalizationOptions normalization;

    @Mixin
    private JsonOption json;

    private List<String> ignored = List.of();
    private boolean assumed;

    @Override
    public Integer call() {
        Optional<ImageSize> size = Optional.ofNullable(input).map(ImageSize::parse);
        Optional<Normalization> given = normalization.given();
        StoredNetwork stored = read(size);
        try (Network network = stored.network()) {
            int channels = network.spec().input().channels();
            if (given.isPresent() && given.get().channels() != channels) {
                throw new FeatureFlowException("--mean and --std name "
                        + given.get().channels() + " channels, but the network takes images of " + channels + ".");
            }
            NetworkNotes notes = new NetworkNotes(
                            given.or(() -> stored.notes().normalization()),
                            stored.notes().dataSet(),
                            stored.notes().more())
                    .with("imported_from", file.getFileName().toString());
            Cost cost = Cost.of(network.spec());
            NetworkFile.save(network, output, notes);
            json.print(report(network, notes, cost), () -> text(network, notes, cost));
        }
        return 0;
    }

    private StoredNetwork read(Optional<ImageSize> size) {
        try {
            return opened(size);
        } catch (OutOfMemoryError e) {
            throw new FeatureFlowException(
                    file + " has more arrays than fit into Java's memory ("
                            + Runtime.getRuntime().maxMemory() / (1 << 20)
                            + " MiB); save only the weights of the network, or give Java more with"
                            + " FEATUREFLOW_JAVA_OPTIONS=-Xmx6g.",
                    e);
        }
    }

    private StoredNetwork opened(Optional<ImageSize> size) {
        if (file.toString().toLowerCase(Locale.ROOT).endsWith(".onnx")) {
            if (!architecture.equals(AUTO)) {
                throw new FeatureFlowException("An ONNX file describes its network itself; leave --arch out.");
            }
            return size.map(s -> OnnxFile.read(file, s)).orElseGet(() -> OnnxFile.read(file));
        }
        TorchWeights weights = TorchWeights.read(file);
        ignored = weights.ignored();
        assumed = architecture.equals(AUTO);
        return new StoredNetwork(weights.into(spec(weights, size)), NetworkNotes.NONE);
    }

    private NetworkSpec spec(TorchWeights weights, Optional<ImageSize> size) {
        if (assumed) {
            return size.map(weights::propose).orElseGet(weights::propose);
        }
        return size.map(s -> weights.named(architecture, s)).orElseGet(() -> weights.named(architecture));
    }

    private Map<String, Object> report(Network network, NetworkNotes notes, Cost cost) {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("file", file);
        report.put("network", network.spec().name());
        report.put("input", network.spec().input());
        report.put("classes", network.spec().classes());
        report.put("parameters", cost.parameters());
        report.put("macs", cost.macs());
        report.put("arrays", network.parameters().size());
        report.put("taps", network.spec().taps());
        report.put("normalization", notes.normalization().orElse(null));
        report.put("ignored", ignored);
        report.put("assumed", assumed);
        report.put("output", output);
        return report;
    }

    private String text(Network network, NetworkNotes notes, Cost cost) {
        String lines = String.format(
                Locale.ROOT,
                "%s: %s for images of %s, %d classes, %,d parameters, %,d MACs, %d taps%n",
                file,
                network.spec().name(),
                network.spec().input(),
                network.spec().classes(),
                cost.parameters(),
                cost.macs(),
                network.spec().taps().size());
        if (!ignored.isEmpty()) {
            lines += "Ignored " + ignored.size() + " entries that are no weights: " + ignored.get(0)
                    + (ignored.size() > 1 ? ", …" : "") + System.lineSeparator();
        }
        if (assumed) {
            lines +=
                    "Assumed, since the file does not say: rectifiers, strides, pools and heads of attention as usual for its names (docs/interop.md);"
                            + " compare the accuracy that ./ffr eval measures with the one you know."
                            + System.lineSeparator();
        }
        lines += notes.normalization()
                .map(n -> "Normalisation: " + NormalizationOptions.text(n))
                .orElse(
                        "Normalisation unknown: give --mean and --std, or the network gets other inputs than it was trained on.");
        return lines + System.lineSeparator() + "Wrote " + output + ".";
    }
}
