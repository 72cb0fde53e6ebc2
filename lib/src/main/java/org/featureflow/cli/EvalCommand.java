package org.featureflow.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.featureflow.data.DataSets;
import org.featureflow.data.Images;
import org.featureflow.data.Normalization;
import org.featureflow.io.NetworkFile;
import org.featureflow.io.Npz;
import org.featureflow.io.StoredNetwork;
import org.featureflow.io.StoredTensor;
import org.featureflow.nn.Network;
import org.featureflow.train.Evaluation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Evaluates a network file. */
@Command(name = "eval", description = "Evaluate a network file: top-1, top-5 and loss on test images.")
final class EvalCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NETFILE", description = "The network file.")
    private Path file;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "SET",
            description = "A data set (its test images), a folder, or a .bin file of any number of CIFAR records.")
    private String data;

    @Mixin
    private NormalizationOptions normalization;

    @Option(
            names = "--logits",
            paramLabel = "OUT.npz",
            description = "Also write logits [images, classes] and labels as a NumPy archive.")
    private Path logits;

    @Mixin
    private DeviceOption device;

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() {
        Images images = DataSets.testImages(data);
        StoredNetwork stored = NetworkFile.load(NetworkArgument.file(file.toString()), device.choose());
        try (Network network = stored.network()) {
            Normalization seen = normalization.of(file, stored);
            Evaluation.WithLogits result = Evaluation.withLogits(network, images, seen);
            if (logits != null) {
                write(result.logits(), images.labels());
            }
            Evaluation e = result.evaluation();
            json.print(report(images, seen, e), () -> text(images, e));
        }
        return 0;
    }

    private void write(float[][] rows, int[] labels) {
        int classes = rows[0].length;
        float[] flat = new float[Math.multiplyExact(rows.length, classes)];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, flat, i * classes, classes);
        }
        Map<String, StoredTensor> arrays = new LinkedHashMap<>();
        arrays.put("logits", StoredTensor.ofFloats(flat, rows.length, classes));
        arrays.put(
                "labels",
                StoredTensor.ofLongs(Arrays.stream(labels).asLongStream().toArray(), labels.length));
        Npz.write(logits, arrays);
    }

    private Map<String, Object> report(Images images, Normalization seen, Evaluation e) {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("network", file);
        report.put("data", images.name());
        report.put("checksum", images.checksum());
        report.put("count", e.count());
        report.put("top1", e.top1());
        report.put("top5", e.top5());
        report.put("loss", e.loss());
        report.put("normalization", seen);
        if (logits != null) {
            report.put("logits", logits);
        }
        return report;
    }

    private String text(Images images, Evaluation e) {
        return String.format(
                Locale.ROOT,
                "%s on %,d images of %s: top-1 %.2f %%, top-5 %.2f %%, loss %.4f%s",
                file,
                e.count(),
                images.name(),
                100 * e.top1(),
                100 * e.top5(),
                e.loss(),
                logits == null ? "" : "\nLogits: " + logits);
    }
}
