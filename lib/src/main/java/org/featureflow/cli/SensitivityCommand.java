package org.featureflow.cli;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.featureflow.ConsoleTable;
import org.featureflow.data.DataSet;
import org.featureflow.data.DataSets;
import org.featureflow.data.Images;
import org.featureflow.data.Normalization;
import org.featureflow.io.NetworkFile;
import org.featureflow.io.StoredNetwork;
import org.featureflow.nn.Network;
import org.featureflow.prune.ChannelGroup;
import org.featureflow.prune.Plan;
import org.featureflow.prune.Pruning;
import org.featureflow.prune.Sensitivity;
import org.featureflow.prune.Shrink;
import org.featureflow.train.Evaluation;
import org.featureflow.train.Recipe;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says which layers can lose channels. */
@Command(
        name = "sensitivity",
        description = "Cut one group of channels at a time and measure the accuracy on held-out training images.",
        footer = {
            "",
            "Right after the cut, without retraining; test images are not looked at. What one group can lose alone, all together",
            "cannot: measure a plan that is made of it (ffr prune --ratio)."
        })
final class SensitivityCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NETFILE", description = "The network file.")
    private Path file;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "SET",
            description =
                    "A data set's name or an image folder: its held-out training images measure, the others score.")
    private String data;

    @Option(
            names = "--kept",
            split = ",",
            paramLabel = "FRACTION",
            defaultValue = "0.75,0.5,0.25",
            description = "Fractions of a group's channels to keep (default ${DEFAULT-VALUE}).")
    private List<Double> kept;

    @Option(names = "--limit", paramLabel = "N", description = "Measure on at most N images (default: all held out).")
    private Integer limit;

    @Option(
            names = "--least-accuracy",
            paramLabel = "FRACTION",
            description =
                    "Also print, as options of ffr prune, the smallest share of every group with which it alone keeps this accuracy, such as"
                            + " 0.85.")
    private Double leastAccuracy;

    @Mixin
    private ScoringOptions scoring;

    @Mixin
    private LimitOptions limits;

    @Mixin
    private NormalizationOptions seen;

    @Mixin
    private DeviceOption device;

    @Mixin
    private JsonOption json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Pruning settings = limits.of(scoring.settings());
        if (limit != null) {
            Bounds.requirePositive("--limit", limit);
        }
        kept.forEach(k -> Bounds.requireShare("--kept", k));
        if (leastAccuracy != null) {
            Bounds.requireShare("--least-accuracy", leastAccuracy);
        }
        DataSet set = DataSets.open(data);
        StoredNetwork stored = NetworkFile.load(NetworkArgument.file(file.toString()), device.choose());
        try (Network network = stored.network()) {
            set.requireFit(network.spec());
            Images heldOut = set.split(Recipe.SPLIT_SEED).validation();
            Images images = limit == null ? heldOut : heldOut.limit(limit);
            Normalization normalization = seen.of(file, stored);
            Map<String, double[]> scores = scoring.needsData()
                    ? scoring.withImages(
                            settings, set, normalization, spec.commandLine().getErr(), p -> p.scores(network))
                    : settings.scores(network);
            double whole = Evaluation.of(network, images, normalization).top1();
            Sensitivity sensitivity = Sensitivity.of(
                    settings, network.spec(), scores, kept, plan -> accuracy(network, plan, images, normalization));
            List<ChannelGroup> groups = settings.groups(network.spec()).groups();
            json.print(report(set, images, whole, sensitivity), () -> text(set, images, whole, groups, sensitivity));
        }
        return 0;
    }

    private static double accuracy(Network network, Plan plan, Images images, Normalization normalization) {
        try (Network smaller = Shrink.apply(network, plan)) {
            return Evaluation.of(smaller, images, normalization).top1();
        }
    }

    private Map<String, Object> report(DataSet set, Images images, double whole, Sensitivity sensitivity) {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("network", file);
        report.put("data", set.title());
        report.put("images", images.count());
        report.put("importance", scoring.importance());
        report.put("top1", whole);
        report.put(
                "cuts",
                sensitivity.points().stream()
                        .map(p -> {
                            Map<String, Object> cut = new LinkedHashMap<>();
                            cut.put("group", p.group());
                            cut.put("kept", p.kept());
                            cut.put("top1", p.accuracy());
                            return cut;
                        })
                        .toList());
        if (leastAccuracy != null) {
            report.put("ratios", sensitivity.ratios(leastAccuracy));
        }
        return report;
    }

    private String text(DataSet set, Images images, double whole, List<ChannelGroup> groups, Sensitivity sensitivity) {
        ConsoleTable table = new ConsoleTable().left("group").right("channels");
        kept.forEach(k -> table.right(hundredfold(k) + " % kept"));
        List<Map<String, Double>> columns =
                kept.stream().map(sensitivity::accuracies).toList();
        for (ChannelGroup group : groups) {
            Object[] row = new Object[kept.size() + 2];
            row[0] = group.name();
            row[1] = group.size();
            for (int i = 0; i < kept.size(); i++) {
                row[i + 2] = percent(columns.get(i).get(group.name()));
            }
            table.row(row);
        }
        return table + "\n"
                + String.format(
                        Locale.ROOT,
                        "Accuracy, %%, on %,d held-out images of %s; with all channels %s.",
                        images.count(),
                        set.title(),
                        percent(whole))
                + (leastAccuracy == null ? "" : shares(sensitivity));
    }

    private String shares(Sensitivity sensitivity) {
        return "\nEvery group alone keeps " + hundredfold(leastAccuracy) + " % with\n"
                + sensitivity.ratios(leastAccuracy).entrySet().stream()
                        .map(e -> "--ratio " + e.getKey() + "=" + e.getValue())
                        .collect(Collectors.joining(" "));
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f", 100 * share);
    }

    /** Without the digits that a product of binary fractions would have. */
    private static String hundredfold(double share) {
        return BigDecimal.valueOf(share).movePointRight(2).stripTrailingZeros().toPlainString();
    }
}
