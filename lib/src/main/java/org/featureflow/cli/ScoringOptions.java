package org.featureflow.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.featureflow.FeatureFlowException;
import org.featureflow.OwnSource;
import org.featureflow.data.Batches;
import org.featureflow.data.DataSet;
import org.featureflow.data.Images;
import org.featureflow.data.Normalization;
import org.featureflow.prune.Channels;
import org.featureflow.prune.GroupReduction;
import org.featureflow.prune.Importances;
import org.featureflow.prune.Pruning;
import org.featureflow.prune.Samples;
import org.featureflow.prune.ScoreNormalization;
import org.featureflow.train.Recipe;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** How a command tells which channels matter, used as a mixin. */
final class ScoringOptions {
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
            description =
                    "What a channel is worth: ${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE}), or the Java source file of your own.")
    private String importance;

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
            description =
                    "Keep all output channels of this node, or of all whose names begin so where it ends in a dot (layer1.). Repeatable.")
    private List<String> protectedNodes = new ArrayList<>();

    @Option(
            names = "--normalization",
            description =
                    "How groups' scores are scaled before they compete: ${COMPLETION-CANDIDATES} (default: as usual for the"
                            + " importance).")
    private ScoreNormalization normalization;

    @Option(
            names = "--reduction",
            description =
                    "How the scores of several layers that make a channel together become one: ${COMPLETION-CANDIDATES} (default: as usual"
                            + " for the importance).")
    private GroupReduction reduction;

    @Option(
            names = "--images",
            paramLabel = "N",
            defaultValue = "512",
            description =
                    "How many training images an importance that looks at images sees (default ${DEFAULT-VALUE}), rounded up to"
                            + " batches of " + BATCH + ".")
    private int images;

    @Option(names = "--seed", defaultValue = "0", description = "Decides random scores and which images (default 0).")
    private long seed;

    String importance() {
        return OwnSource.isMeantBy(importance)
                ? importance
                : Importances.named(importance).name();
    }

    boolean needsData() {
        return Importances.named(importance).needsData();
    }

    /** The settings, without images; refuses what no network could make right. */
    Pruning settings() {
        if (images < 1) {
            throw new FeatureFlowException("--images " + images + " is too few; give at least 1.");
        }
        Pruning pruning = Pruning.by(importance)
                .channels(choice.coupled ? Channels.ALL : Channels.INNER)
                .protect(protectedNodes)
                .seed(seed);
        if (reduction != null) {
            pruning = pruning.reduction(reduction);
        }
        return normalization == null ? pruning : pruning.normalization(normalization);
    }

    /**
     * Does something with settings that have images to look at.
     *
     * @param set its training images, without those that are held out for validation
     */
    <T> T withImages(
            Pruning settings, DataSet set, Normalization seen, PrintWriter progress, Function<Pruning, T> use) {
        Images train = set.split(Recipe.SPLIT_SEED).train();
        try (Batches batches =
                Batches.of(train, seen).batchSize(Math.min(BATCH, images)).seed(seed)) {
            int count = batches.holding(images);
            progress.println(importance() + " over " + count + " batches of " + set.describe());
            Samples samples = Samples.of(batches, count).progress(done -> {
                progress.print("\r" + importance() + ": batch " + done + " of " + count + (done == count ? "\n" : ""));
                progress.flush();
            });
            return use.apply(settings.samples(samples));
        }
    }
}
