package org.featureflow.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.featureflow.FeatureFlowException;
import org.featureflow.data.Batches;
import org.featureflow.data.DataSet;
import org.featureflow.data.DataSets;
import org.featureflow.io.StoredNetwork;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.Network;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.prune.Channels;
import org.featureflow.prune.GroupReduction;
import org.featureflow.prune.Importances;
import org.featureflow.prune.Plan;
import org.featureflow.prune.Pruning;
import org.featureflow.prune.Samples;
import org.featureflow.prune.Scope;
import org.featureflow.prune.ScoreNormalization;
import org.featureflow.prune.Target;
import org.featureflow.train.Recipe;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How {@code ffr prune} chooses. */
final class PruneOptions {
    private static final int BATCH = 64;

    /** Lists what the toolkit knows. */
    static final class Names extends ArrayList<String> {
        private static final long serialVersionUID = 1L;

        Names() {
            super(Importances.names());
        }
    }

    @Option(
            names = "--importance",
            paramLabel = "NAME",
            defaultValue = "l1",
            completionCandidates = Names.class,
            description = "What a channel is worth: ${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE}).")
    private String importance;

    @Option(
            names = "--scope",
            defaultValue = "global",
            description = "local, global or uniform (default ${DEFAULT-VALUE}).")
    private String scope;

    @Option(
            names = "--target",
            defaultValue = "macs=0.5",
            description =
                    "channels=, parameters= or macs= and the fraction to keep, or threshold= and the normalised score"
                            + " up to which channels go (default ${DEFAULT-VALUE}).")
    private String target;

    @Option(
            names = "--ratio",
            paramLabel = "GROUP=FRACTION",
            description =
                    "Keep this fraction of one group's channels; other groups stay whole, scope and target have no effect."
                            + " Repeatable.")
    private Map<String, Double> ratios = new LinkedHashMap<>();

    /** Which channels. */
    static final class Choice {
        @Option(names = "--inner", description = "Prune inner channels only (default).")
        private boolean inner;

        @Option(names = "--coupled", description = "Prune stem and residual streams too, as coupled groups.")
        private boolean coupled;
    }

    @ArgGroup
    private Choice choice = new Choice();

    @Option(
            names = "--protect",
            paramLabel = "NODE",
            description = "Keep all output channels of this node. Repeatable.")
    private List<String> protectedNodes = new ArrayList<>();

    @Option(
            names = "--round-to",
            paramLabel = "N",
            defaultValue = "1",
            description = "Round kept channels up to a multiple of N.")
    private int roundTo;

    @Option(
            names = "--min-channels",
            paramLabel = "N",
            defaultValue = "1",
            description = "Keep at least N channels in every group (default ${DEFAULT-VALUE}).")
    private int minChannels;

    @Option(
            names = "--normalization",
            description =
                    "How groups' scores are scaled before they compete: ${COMPLETION-CANDIDATES} (default: as usual for the"
                            + " importance).")
    private ScoreNormalization normalization;

    @Option(
            names = "--reduction",
            description =
                    "How the scores of a coupled channel's members become one: ${COMPLETION-CANDIDATES} (default: as usual"
                            + " for the importance).")
    private GroupReduction reduction;

    @Option(
            names = "--data",
            paramLabel = "SET",
            description =
                    "Training images, without those that are held out for validation, for importances that look at data: a data"
                            + " set's name or an image folder.")
    private String data;

    @Option(
            names = "--images",
            paramLabel = "N",
            defaultValue = "512",
            description = "How many of them (default ${DEFAULT-VALUE}), rounded up to batches of " + BATCH + ".")
    private int images;

    @Mixin
    private NormalizationOptions seen;

    @Option(names = "--seed", defaultValue = "0", description = "Decides random scores and which images (default 0).")
    private long seed;

    /** Refuses what no network could make right. */
    void check() {
        settings();
        if (Importances.byName(importance).needsData() && data == null) {
            throw new FeatureFlowException(
                    "The importance “" + importance + "” looks at images: name a data set with --data.");
        }
        if (!Importances.byName(importance).needsData()
                && (data != null || seen.given().isPresent())) {
            throw new FeatureFlowException("The importance “" + importance
                    + "” looks at no images; leave out --data, --mean and --std, or name another with --importance.");
        }
        if (images < 1) {
            throw new FeatureFlowException("--images " + images + " is too few; give at least 1.");
        }
    }

    private Pruning settings() {
        Pruning pruning = Pruning.by(importance)
                .scope(ratios.isEmpty() ? Scope.byName(scope) : Scope.ratios(ratios))
                .target(Target.parse(target))
                .channels(choice.coupled ? Channels.ALL : Channels.INNER)
                .protect(protectedNodes)
                .roundTo(roundTo)
                .minChannels(minChannels)
                .seed(seed);
        if (reduction != null) {
            pruning = pruning.reduction(reduction);
        }
        return normalization == null ? pruning : pruning.normalization(normalization);
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
        if (!Importances.byName(importance).needsData()) {
            return Chosen.by(settings(), stored.network());
        }
        DataSet set = DataSets.open(data);
        check(stored.network().spec(), set);
        try (Batches batches = Batches.of(set.split(Recipe.SPLIT_SEED).train(), seen.of(net, stored, set))
                .batchSize(Math.min(BATCH, images))
                .seed(seed)) {
            int count = Math.min((images + BATCH - 1) / BATCH, batches.perEpoch());
            progress.println(importance + " over " + count + " batches of " + set.describe());
            Samples samples = Samples.of(batches, count).progress(done -> {
                progress.print("\r" + importance + ": batch " + done + " of " + count + (done == count ? "\n" : ""));
                progress.flush();
            });
            return Chosen.by(settings().samples(samples), stored.network());
        }
    }

    private void check(NetworkSpec spec, DataSet set) {
        FeatureShape shape = new FeatureShape(
                set.train().channels(), set.train().height(), set.train().width());
        if (!shape.equals(spec.input()) || set.classes() != spec.classes()) {
            throw new FeatureFlowException("The network takes images of " + spec.input() + " in " + spec.classes()
                    + " classes, but " + set.name() + " has " + shape + " in " + set.classes() + ".");
        }
    }
}
