package org.featureflow.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.featureflow.FeatureFlowException;
import org.featureflow.data.Batches;
import org.featureflow.data.DataSet;
import org.featureflow.data.DataSets;
import org.featureflow.data.Images;
import org.featureflow.data.Normalization;
import org.featureflow.io.NetworkFile;
import org.featureflow.io.StoredNetwork;
import org.featureflow.nn.Network;
import org.featureflow.train.BatchNormStatistics;
import org.featureflow.train.Recipe;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures the batch norms of a network file anew. */
@Command(
        name = "recalibrate",
        description =
                "Measure the running statistics of a network's batch norms anew, on training images: after a cut they are still"
                        + " those of the whole network. Weights stay as they are.")
final class RecalibrateCommand implements Callable<Integer> {
    private static final int BATCH = 128;

    @Parameters(paramLabel = "NETFILE", description = "The network file.")
    private Path file;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "SET",
            description =
                    "A data set or a folder; its training images are used, but for those held out for validation.")
    private String data;

    @Option(
            names = "--images",
            paramLabel = "N",
            defaultValue = "2048",
            description = "How many images, rounded up to batches of " + BATCH + " (default ${DEFAULT-VALUE}).")
    private int images;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "OUT",
            description = "Where the network goes; may be the same file.")
    private Path output;

    @Mixin
    private NormalizationOptions normalization;

    @Mixin
    private DeviceOption device;

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() {
        if (images < 2) {
            throw new FeatureFlowException("--images " + images + " is too few; give at least 2.");
        }
        DataSet set = DataSets.open(data);
        Images train = set.split(Recipe.SPLIT_SEED).train();
        StoredNetwork stored = NetworkFile.load(NetworkArgument.file(file.toString()), device.choose());
        Normalization seen = normalization.of(file, stored);
        int seenImages;
        try (Network network = stored.network();
                Batches batches = Batches.of(train, seen)
                        .batchSize(Math.min(BATCH, Math.min(images, train.count())))
                        .seed(0)) {
            seenImages = BatchNormStatistics.renew(network, batches, images);
            NetworkFile.save(
                    network,
                    output,
                    normalization.kept(stored.notes()).with("recalibrated", seenImages + " images of " + set.name()));
        }
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("network", file);
        report.put("data", set.name());
        report.put("images", seenImages);
        report.put("output", output);
        json.print(
                report,
                () -> "Measured the batch norms of " + file + " anew on " + seenImages + " images of " + set.name()
                        + "; wrote " + output + ".");
        return 0;
    }
}
