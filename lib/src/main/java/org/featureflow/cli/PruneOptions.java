package org.featureflow.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.featureflow.FeatureFlowException;
import org.featureflow.data.DataSet;
import org.featureflow.data.DataSets;
import org.featureflow.io.NetworkNotes;
import org.featureflow.io.StoredNetwork;
import org.featureflow.nn.Network;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.prune.ChannelGroups;
import org.featureflow.prune.CutSchedule;
import org.featureflow.prune.IterativePruning;
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

    /** Null where it is not given: --ratio alone has none. */
    @Option(names = "--scope", description = "local, global, isomorphic or uniform (default " + SCOPE + ").")
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
                    "Keep this fraction of a group's channels (--groups lists them), named by any node that makes them or,"
                            + " with a dot at the end (layer1.), of all within. Other groups stay whole or, with --target or"
                            + " --scope, meet the target. Repeatable.")
    private Map<String, Double> ratios = new LinkedHashMap<>();

    @Mixin
    private LimitOptions limits;

    @Option(
            names = {"--cut-steps", "--steps"},
            paramLabel = "N",
            defaultValue = "1",
            description = "Cut in N steps and score what is left again after each, without training in between (default"
                    + " ${DEFAULT-VALUE}). Not with --ratio alone, a threshold or --scores.")
    private int steps;

    /** Null where it is not given, so that it is noticed without --steps. */
    @Option(
            names = {"--cut-schedule", "--schedule"},
            paramLabel = "FORM",
            description = "How much goes in which of several steps: linear, geometric or cubic (default linear).")
    private CutSchedule schedule;

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
        if (schedule != null && steps == 1) {
            throw new FeatureFlowException("--schedule is about several steps; add --steps, or leave it out.");
        }
        iterative(settings());
        if (scoring.needsData() && data == null) {
            throw new FeatureFlowException(
                    "The importance “" + scoring.importance() + "” looks at images: name a data set with --data.");
        }
        if (!scoring.needsData() && (data != null || seen.given().isPresent())) {
            throw new FeatureFlowException("The importance “" + scoring.importance()
                    + "” looks at no images; leave out --data, --mean and --std, or name another with --importance.");
        }
    }

    /** What the smaller network says, after what the network said. */
    NetworkNotes kept(NetworkNotes notes) {
        return seen.kept(notes);
    }

    private Pruning settings() {
        Pruning limited = limits.of(scoring.settings());
        if (!ratios.isEmpty() && scope == null && target == null) {
            return limited.scope(Scope.ratios(ratios));
        }
        Scope spread = Scope.named(scope == null ? SCOPE : scope);
        return limited.scope(ratios.isEmpty() ? spread : Scope.ratios(ratios, spread))
                .target(Target.parse(target == null ? TARGET : target));
    }

    /** Whether scores are taken more than once. */
    boolean inSteps() {
        return steps > 1;
    }

    /** The steps; null for one, which has the targets and scopes that several cannot have. */
    private IterativePruning iterative(Pruning pruning) {
        return steps == 1
                ? null
                : new IterativePruning(pruning, schedule == null ? CutSchedule.LINEAR : schedule, steps);
    }

    /** The groups that may lose channels. */
    ChannelGroups groups(NetworkSpec network) {
        return scoring.settings().groups(network);
    }

    /**
     * What was chosen.
     *
     * @param scores by which normalised scores; empty where they were taken in steps
     */
    record Chosen(Plan plan, Map<String, double[]> scores) {}

    private Chosen choose(Pruning pruning, Network network) {
        IterativePruning iterative = iterative(pruning);
        if (iterative == null) {
            Map<String, double[]> scores = pruning.scores(network);
            return new Chosen(pruning.plan(network.spec(), scores), scores);
        }
        return new Chosen(iterative.plan(network), Map.of());
    }

    /** Chooses the channels of a network that was opened from this argument. */
    Chosen choose(String net, StoredNetwork stored, PrintWriter progress) {
        if (!scoring.needsData()) {
            return choose(settings(), stored.network());
        }
        // Before any image is read, which may take long.
        settings().requireReachable(stored.network().spec());
        DataSet set = DataSets.open(data);
        set.requireFit(stored.network().spec());
        return scoring.withImages(
                settings(), set, seen.of(net, stored, set), progress, p -> choose(p, stored.network()));
    }
}
