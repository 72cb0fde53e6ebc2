package org.featureflow.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.featureflow.FeatureFlowException;
import org.featureflow.data.Batches;
import org.featureflow.data.DataSet;
import org.featureflow.data.DataSets;
import org.featureflow.data.Normalization;
import org.featureflow.io.AtomicFile;
import org.featureflow.io.StoredNetwork;
import org.featureflow.nn.Network;
import org.featureflow.report.SparsityPage;
import org.featureflow.sparsity.SparsityReport;
import org.featureflow.train.Recipe;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures how sparse a network is. */
@Command(
        name = "sparsity",
        description =
                "Measure how sparse a network is: weights, filters and ranks layer by layer; with --data also activations and feature flow.")
final class SparsityCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NET", description = NetworkArgument.FORM)
    private String network;

    @Option(
            names = "--data",
            paramLabel = "SET",
            description = "Also look at activations and feature flow over held-out training images of this data set.")
    private String data;

    @Option(
            names = "--images",
            paramLabel = "N",
            defaultValue = "1024",
            description = "How many images to look at (default ${DEFAULT-VALUE}).")
    private int images;

    @Option(names = "--html", paramLabel = "FILE", description = "Also write a page with all tables and charts.")
    private Path html;

    @Mixin
    private NormalizationOptions normalization;

    @Mixin
    private JsonOption json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (images < 1) {
            throw new FeatureFlowException("--images needs at least 1 image, not " + images + ".");
        }
        if (data == null
                && (normalization.given().isPresent()
                        || spec.commandLine().getParseResult().hasMatchedOption("--images"))) {
            throw new FeatureFlowException(
                    "Without images nothing is looked at but weights: name a data set with --data, or leave out --images, --mean and --std.");
        }
        StoredNetwork stored = NetworkArgument.load(network);
        try (Network net = stored.network()) {
            SparsityReport report = data == null ? SparsityReport.of(net) : withImages(net, stored);
            if (html != null) {
                AtomicFile.write(html, SparsityPage.of(report));
            }
            json.print(report, report::toString);
        }
        return 0;
    }

    private SparsityReport withImages(Network net, StoredNetwork stored) {
        DataSet set = DataSets.open(data);
        spec.commandLine().getErr().println(set.describe());
        Normalization seenThrough = normalization.of(network, stored, set);
        try (Batches batches =
                Batches.of(set.split(Recipe.SPLIT_SEED).validation().limit(images), seenThrough)) {
            return SparsityReport.of(net, batches);
        }
    }
}
