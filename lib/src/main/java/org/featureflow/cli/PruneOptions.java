package org.featureflow.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.featureflow.FeatureFlowException;
import org.featureflow.data.DataSet;
import org.featureflow.data.DataSets;
import org.featureflow.io.StoredNetwork;
import org.featureflow.nn.Network;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.prune.ChannelGroups;
import org.featureflow.prune.Plan;
import org.featureflow.prune.Pruning;
import org.featureflow.prune.Scope;
import org.featureflow.prune.Target;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How {@code ffr prune} chooses. */
final class PruneOptions {
    private static final String SCOPE = "global";
    private static final String TARGET = "macs=0.5";

    @Mixin
    private ScoringOptions scoring;

    /** Null where it is not given, so that it is noticed beside --ratio. */
    @Option(names = "--scope", description = "local, global or uniform (default " + SCOPE + ").")
    private String scope;

    @Option(
            names = "--target",
            description =
                    "channels=, parameters= or macs= and the fraction to keep, or threshold= and the normalised score"
                            + " up to which channels go (default " + TARGET + ").")
    private String target;

    @Option(
            names = "--ratio",
            paramLabel = "GROUP=FRACTION",
            description =
                    "Keep this fraction of one group's channels (--groups lists them); other groups stay whole, so there is no"
                            + " scope and no target. Repeatable.")
    private Map<String, Double> ratios = new LinkedHashMap<>();

    @Option(
            names = "--round-to",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "Round kept channels up to a multiple of N, in a grouped convolution those of all its groups.")
    private int roundTo;

    @Option(
            names = "--min-channels",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "Keep at least N channels in every layer, in a grouped convolution those of all its groups (default"
                            + " ${DEFAULT-VALUE}).")
    private int minChannels;

    @Option(
            names = "--least-share",
            paramLabel = "FRACTION",
            defaultValue = "0",
            description = "Keep at least this fraction of every group's channels (default ${DEFAULT-VALUE}).")
    private double leastShare;

    @Option(
            names = "--data",
            paramLabel = "SET",
            description =
                    "Training images, without those that are held out for validation, for importances that look at data: a data"
                            + " set's name or an image folder.")
    private String data;

    @Mixin
    private NormalizationOptions seen;

    /** Refuses what no network could make right. */
    void check() {
        if (!ratios.isEmpty() && (scope != null || target != null)) {
            throw new FeatureFlowException(
                    "--ratio says itself what every group keeps; leave out --scope and --target, or --ratio.");
        }
        settings();
        if (scoring.needsData() && data == null) {
            throw new FeatureFlowException(
                    "The importance “" + scoring.importance() + "” looks at images: name a data set with --data.");
        }
        if (!scoring.needsData() && (data != null || seen.given().isPresent())) {
            throw new FeatureFlowException("The importance “" + scoring.importance()
                    + "” looks at no images; leave out --data, --mean and --std, or name another with --importance.");
        }
    }

    private Pruning settings() {
        return scoring.settings()
                .scope(ratios.isEmpty() ? Scope.byName(scope == null ? SCOPE : scope) : Scope.ratios(ratios))
                .target(Target.parse(target == null ? TARGET : target))
                .roundTo(roundTo)
                .minChannels(minChannels)
                .leastShare(leastShare);
    }

    /** The groups that may lose channels. */
    ChannelGroups groups(NetworkSpec network) {
        return scoring.settings().groups(network);
    }

    /** What was chosen and by which normalised scores. */
    record Chosen(Plan plan, Map<String, double[]> scores) {
        static Chosen by(Pruning pruning, Network network) {
            Map<String, double[]> scores = pruning.scores(network);
            return new Chosen(pruning.plan(network.spec(), scores), scores);
        }
    }

    /** Chooses the channels of a network that was opened from this argument. */
    Chosen choose(String net, StoredNetwork stored, PrintWriter progress) {
        if (!scoring.needsData()) {
            return Chosen.by(settings(), stored.network());
        }
        DataSet set = DataSets.open(data);
        ScoringOptions.requireFit(stored.network().spec(), set);
        return scoring.withImages(
                settings(), set, seen.of(net, stored, set), progress, p -> Chosen.by(p, stored.network()));
    }
}
