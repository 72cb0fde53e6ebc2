package org.featureflow.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.featureflow.FeatureFlowException;
import org.featureflow.io.NetworkFile;
import org.featureflow.io.StoredNetwork;
import org.featureflow.io.onnx.OnnxFile;
import org.featureflow.io.torch.TorchNames;
import org.featureflow.nn.FoldedBatchNorm;
import org.featureflow.nn.Network;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** Takes a network to other programs. */
@Command(name = "export", description = "Write a network for other programs: ONNX, or arrays for PyTorch.")
final class ExportCommand implements Callable<Integer> {
    /** The forms, as users write them. */
    enum Form {
        ONNX,
        SAFETENSORS,
        TORCH_NAMES;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    @Parameters(paramLabel = "NET", description = NetworkArgument.FORM)
    private String net;

    @Option(
            names = "--to",
            paramLabel = "FORM",
            defaultValue = "onnx",
            converter = FormConverter.class,
            description = "onnx (the default); safetensors, the toolkit's own network file;"
                    + " torch-names, a state dictionary for load_state_dict in safetensors.")
    private Form form;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            required = true,
            description = "Where it goes.")
    private Path output;

    @Option(
            names = "--fold",
            description = "Fold batch norms into the layers before them: faster inference, not for further training.")
    private boolean fold;

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() throws IOException {
        requireFittingName();
        StoredNetwork stored = NetworkArgument.load(net);
        try (Network network = stored.network()) {
            if (form == Form.ONNX) {
                OnnxFile.write(network, output, stored.notes(), fold);
            } else if (fold) {
                try (Network folded = FoldedBatchNorm.of(network)) {
                    write(folded, stored);
                }
            } else {
                write(network, stored);
            }
            long bytes = Files.size(output);
            Map<String, Object> report = new LinkedHashMap<>();
            report.put("network", network.spec().name());
            report.put("form", form.toString());
            report.put("batch_norm_folded", fold);
            report.put("bytes", bytes);
            report.put("output", output);
            json.print(
                    report,
                    () -> String.format(Locale.ROOT, "Wrote %s to %s: %s, %,d bytes.", net, output, form, bytes));
        }
        return 0;
    }

    /** Without --to a network that is to be changed in place, or a state dictionary, would become an ONNX file under its name. */
    private void requireFittingName() {
        String name = output.toString().toLowerCase(Locale.ROOT);
        if (form == Form.ONNX && name.endsWith(".safetensors")) {
            throw new FeatureFlowException(
                    output
                            + " would be an ONNX file; add --to safetensors or --to torch-names, or give -o a name that ends in .onnx.");
        }
        if (form != Form.ONNX && name.endsWith(".onnx")) {
            throw new FeatureFlowException(output + " would be no ONNX file but one of the form " + form
                    + "; use --to onnx, or give -o a name that ends in .safetensors.");
        }
    }

    private void write(Network network, StoredNetwork stored) {
        if (form == Form.TORCH_NAMES) {
            TorchNames.write(network, output);
        } else {
            NetworkFile.save(network, output, stored.notes());
        }
    }

    /** {@code torch-names} is no name that Java gives to a constant. */
    static final class FormConverter implements ITypeConverter<Form> {
        @Override
        public Form convert(String value) {
            for (Form form : Form.values()) {
                if (form.toString().equalsIgnoreCase(value)) {
                    return form;
                }
            }
            throw new TypeConversionException("“" + value + "” is no form; choose onnx, safetensors or torch-names.");
        }
    }
}
