package org.featureflow.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.featureflow.experiment.CutDetails;
import org.featureflow.experiment.DataChoice;
import org.featureflow.experiment.FineTuning;
import org.featureflow.experiment.PenaltyChoice;
import org.featureflow.experiment.PruningChoice;
import org.featureflow.experiment.RetrainingPenalty;
import org.featureflow.experiment.RunRecord;
import org.featureflow.experiment.RunSpec;
import org.featureflow.experiment.Spending;
import org.featureflow.experiment.Stage;
import org.featureflow.experiment.StartingWeights;
import org.featureflow.experiment.Surroundings;
import org.featureflow.experiment.WeightHistogram;
import org.featureflow.flow.Bend;
import org.featureflow.flow.FlowOptions;
import org.featureflow.nn.Architectures;
import org.featureflow.nn.Convolution;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.nn.Node;
import org.featureflow.prune.Channels;
import org.featureflow.prune.Target;
import org.featureflow.regularize.Coefficient;
import org.featureflow.sparsity.ActivationSparsity;
import org.featureflow.sparsity.FlowStage;
import org.featureflow.sparsity.LayerSparsity;
import org.featureflow.sparsity.NearZero;
import org.featureflow.sparsity.SparsityReport;
import org.featureflow.sparsity.Spread;
import org.featureflow.train.EpochMetrics;
import org.featureflow.train.Evaluation;
import org.featureflow.train.Recipe;
import org.featureflow.train.Recipes;

/** Records without runs: figures made of the specification, so that tests know them. */
public final class Runs {
    private static final NetworkSpec NETWORK = Architectures.named("vgg11@0.25");
    private static final PenaltyChoice NONE = new PenaltyChoice(null, null, null, Map.of());

    private NetworkSpec network = NETWORK;
    private Recipe recipe = Recipes.quick().withEpochs(6).withValidation(500);
    private Recipe retraining =
            Recipes.quick().withEpochs(2).withLearningRate(0.01).withValidation(500);
    private PenaltyChoice penalty = NONE;
    private PruningChoice pruning = cut("l1", "global", 0.5);
    private RetrainingPenalty added;
    private double accuracy = 0.8;
    private double dense = 0.82;
    private double kept = 0.5;
    private double sparse = 0.1;
    private double heldOut = Double.NaN;
    private double validated = Double.NaN;
    private double macs = 1e12;
    private int images;
    private String place = "cifar10";
    private StartingWeights weights;
    private String profile = "quick";
    private String commit = "";
    private String trainedAt;
    private String note;
    private boolean failed;

    private Runs() {}

    /** A run without penalty, cut by L1 to half the MACs, with 82 % accuracy before and 80 % at the end. */
    public static Runs plain() {
        return new Runs();
    }

    /** Half the MACs in six ways, of which the gradient term alone makes the most accurate and L1 the sparsest. */
    public static List<RunRecord> comparison() {
        List<RunRecord> all = new ArrayList<>();
        all.addAll(Runs.plain().seeds(1, 2, 3));
        all.addAll(Runs.plain().flow(1e-5, 0).sparse(0.3).accuracy(0.81).seeds(1, 2, 3));
        all.addAll(Runs.plain().flow(0, 1e-5).sparse(0.1).accuracy(0.79).seeds(1, 2, 3));
        all.addAll(Runs.plain().flow(1e-5, 1e-5).sparse(0.35).accuracy(0.80).seeds(1, 2, 3));
        all.addAll(Runs.plain().penalty("l1", 1e-5).sparse(0.4).accuracy(0.805).seeds(1, 2, 3));
        all.addAll(Runs.plain().cutBy("random", "global", 0.5).accuracy(0.7).seeds(1, 2, 3));
        return all;
    }

    private static PruningChoice cut(String importance, String scope, double kept) {
        return PruningChoice.of(importance, Channels.INNER, scope, Target.macs(kept), 1, 1, 64, null);
    }

    /** Another network. */
    public Runs network(String name) {
        network = Architectures.named(name);
        return this;
    }

    /** With feature flow; 0 for a term that is not there. */
    public Runs flow(double gradient, double curvature) {
        penalty = new PenaltyChoice(
                gradient == 0 ? null : Coefficient.constant(gradient),
                curvature == 0 ? null : Coefficient.constant(curvature),
                FlowOptions.DEFAULT,
                Map.of());
        return this;
    }

    /** The same with turning angles for bends. */
    public Runs turning() {
        penalty = new PenaltyChoice(
                penalty.gradient(), penalty.curvature(), penalty.flow().with(Bend.TURNING_ANGLE), penalty.others());
        return this;
    }

    /** With a weight penalty. */
    public Runs penalty(String name, double coefficient) {
        penalty = new PenaltyChoice(null, null, null, Map.of(name, Coefficient.constant(coefficient)));
        return this;
    }

    /** Cut in another way. */
    public Runs cutBy(String importance, String scope, double share) {
        pruning = cut(importance, scope, share);
        kept = share;
        return this;
    }

    /** Cut as it is, with its batch norms measured anew. */
    public Runs recalibrated() {
        CutDetails anew = new CutDetails(null, null, 0, List.of(), 1, null, 512, null);
        pruning = PruningChoice.of(
                pruning.importance(), Channels.INNER, pruning.scope(), pruning.target(), 1, 1, pruning.images(), anew);
        return this;
    }

    /** Not cut. */
    public Runs uncut() {
        pruning = null;
        retraining = null;
        kept = 1;
        return this;
    }

    /** Cut and left as it is. */
    public Runs notRetrained() {
        retraining = null;
        return this;
    }

    /** Other numbers of epochs. */
    public Runs epochs(int before, int after) {
        recipe = recipe.withEpochs(before);
        retraining = retraining == null ? null : retraining.withEpochs(after);
        return this;
    }

    /** Another accuracy of the trained network on held-out images than on test images. */
    public Runs heldOut(double share) {
        heldOut = share;
        return this;
    }

    /** Another accuracy of the last network on held-out images than on test images. */
    public Runs validated(double share) {
        validated = share;
        return this;
    }

    /** The same layers with other taps. */
    public Runs untapped() {
        network = new NetworkSpec(
                network.name() + ":few", network.input(), network.classes(), network.nodes(), List.of());
        return this;
    }

    /** Trained with another weight decay. */
    public Runs weightDecay(double value) {
        recipe = recipe.withWeightDecay(value);
        return this;
    }

    /** Retrained at another rate. */
    public Runs retrainedAt(double rate) {
        retraining = retraining.withLearningRate(rate);
        return this;
    }

    /** Retrained with its uncut network as teacher. */
    public Runs taught(double coefficient) {
        added = new RetrainingPenalty(NONE, Coefficient.constant(coefficient), null);
        return this;
    }

    /** Retrained with a weight penalty. */
    public Runs retrainedWith(String name, double coefficient) {
        added = new RetrainingPenalty(
                new PenaltyChoice(null, null, null, Map.of(name, Coefficient.constant(coefficient))), null, null);
        return this;
    }

    /** Mean accuracy of its last network. */
    public Runs accuracy(double mean) {
        accuracy = mean;
        return this;
    }

    /** Mean accuracy of the network that was trained, before it was cut. */
    public Runs dense(double mean) {
        dense = mean;
        return this;
    }

    /** Share of weights that count as zero. */
    public Runs sparse(double share) {
        sparse = share;
        return this;
    }

    /** The share of MACs that was really kept; of a run without a cut, the share that its network has from the start. */
    public Runs keeping(double share) {
        kept = share;
        return this;
    }

    /** All training MACs. */
    public Runs spending(double trainingMacs) {
        macs = trainingMacs;
        return this;
    }

    /** Begun with the weights of a file, wherever it lies. */
    public Runs begunWith(String file, String checksum) {
        weights = new StartingWeights(file, checksum);
        return this;
    }

    /** Fitted to its images, after {@link #begunWith}. */
    public Runs tuned(boolean newHead, String... frozen) {
        weights = weights.with(new FineTuning(newHead, List.of(frozen)));
        return this;
    }

    /** With the same images in another place. */
    public Runs imagesIn(String folder) {
        place = folder;
        return this;
    }

    /** With a gradient term that begins later. */
    public Runs flowFrom(double gradient, double start) {
        penalty = new PenaltyChoice(new Coefficient(gradient, start, 0), null, FlowOptions.DEFAULT, Map.of());
        return this;
    }

    /** On fewer training images. */
    public Runs images(int most) {
        images = most;
        return this;
    }

    /** With another number of training images held out. */
    public Runs holdingOut(int count) {
        recipe = recipe.withValidation(count);
        retraining = retraining == null ? null : retraining.withValidation(count);
        return this;
    }

    /** Of another profile. */
    public Runs profile(String word) {
        profile = word;
        return this;
    }

    /** On images of which something has to be known. */
    public Runs noting(String text) {
        note = text;
        return this;
    }

    /** Begun at another commit. */
    public Runs at(String id) {
        commit = id;
        return this;
    }

    /** Cut from a network that was trained at another commit. */
    public Runs trainedAt(String id) {
        trainedAt = id;
        return this;
    }

    /** It failed. */
    public Runs failing() {
        failed = true;
        return this;
    }

    /** One record a seed. Accuracies are the mean plus 0.01 · (seed − 2), plus a wobble that depends on the penalty and is 0 over seeds 1 to 3. */
    public List<RunRecord> seeds(long... seeds) {
        List<RunRecord> records = new ArrayList<>();
        for (long seed : seeds) {
            records.add(record(seed));
        }
        return records;
    }

    /** Without it every difference would be the same for every seed. */
    private static double wobble(int terms, long seed) {
        return 1e-4 * terms * (seed % 3 == 2 ? -2 : 1);
    }

    private int terms() {
        return (penalty.gradient() == null ? 0 : 1)
                - (penalty.curvature() == null ? 0 : 2)
                + 3 * penalty.others().size();
    }

    private int termsAndCut() {
        return terms() + (pruning == null || pruning.importance().equals("l1") ? 0 : 4);
    }

    private RunRecord record(long seed) {
        RunSpec spec = new RunSpec(
                network,
                weights,
                new DataChoice(place, "0123456789abcdef", images, 0),
                recipe,
                penalty,
                pruning,
                retraining,
                added,
                seed,
                profile);
        if (failed) {
            return RunRecord.failed(spec, "out of memory", null);
        }
        double top1 = accuracy + 0.01 * (seed - 2) + wobble(termsAndCut(), seed);
        double before = dense + 0.01 * (seed - 2) + wobble(terms(), seed);
        long parameters = 600_000;
        long ops = 10_000_000;
        Stage trained = stage(parameters, ops, before, recipe.epochs(), seed);
        if (!Double.isNaN(heldOut)) {
            trained = validated(trained, heldOut);
        }
        boolean cut = pruning != null;
        Stage end = retraining == null
                ? null
                : stage(Math.round(parameters * kept * kept), Math.round(ops * kept), top1, retraining.epochs(), seed);
        if (end != null && !Double.isNaN(validated)) {
            end = validated(end, validated);
        }
        long small = Math.round(parameters * kept * kept);
        long few = Math.round(ops * kept);
        return new RunRecord(
                spec.id(),
                spec,
                RunRecord.Status.FINISHED,
                null,
                note,
                cut ? trained : stage(small, few, top1, recipe.epochs(), seed),
                sparsity(sparse + 5 * wobble(terms(), seed)),
                weights(seed),
                cut ? stage(small, few, top1 - 0.3, 0, seed) : null,
                cut ? widths() : Map.of(),
                end,
                new Spending(recipe.epochs(), retraining == null ? 0 : retraining.epochs(), 100 + seed, macs),
                new Surroundings(
                        Map.of("djl", "0.36.0"), "cpu()", 2, commit, "2026-01-01T00:00:00Z", "2026-01-01T00:02:00Z"),
                trainedAt == null
                        ? null
                        : new Surroundings(
                                Map.of(), "cpu()", 2, trainedAt, "2026-01-01T00:00:00Z", "2026-01-01T00:01:00Z"));
    }

    private static Stage stage(long parameters, long macs, double top1, int epochs, long seed) {
        Evaluation last = new Evaluation(10_000, top1, 0.99, 1 - top1);
        List<EpochMetrics> history = new ArrayList<>();
        for (int e = 1; e <= epochs; e++) {
            double share = top1 * e / epochs;
            Evaluation validation = new Evaluation(500, share, 0.99, 2 - share);
            history.add(new EpochMetrics(e, 10L * e, 0.1, 2 - share, 0, Map.of(), share, validation, 10 + seed, 1000));
        }
        return new Stage(parameters, macs, last, last, epochs, last, epochs == 0 ? null : last, history);
    }

    private static Stage validated(Stage s, double top1) {
        return new Stage(
                s.parameters(),
                s.macs(),
                new Evaluation(500, top1, 0.99, 1 - top1),
                s.test(),
                s.bestEpoch(),
                s.bestValidation(),
                s.bestTest(),
                s.history());
    }

    private SparsityReport sparsity(double sparse) {
        List<NearZero> nearZero = List.of(
                new NearZero("≤1e-2·max", sparse, sparse / 2, sparse / 2, sparse / 2, sparse / 2),
                new NearZero("≤1e-2·rms", sparse, sparse / 2, sparse / 2, sparse / 2, sparse / 2),
                new NearZero("≤1e-1·rms", Math.min(1, 2 * sparse), sparse, sparse, sparse, sparse));
        List<ActivationSparsity> activations = List.of(
                new ActivationSparsity("relu1", 16, 0.5, 4, List.of()),
                new ActivationSparsity("relu2", 32, 0.7, 2, List.of()));
        List<FlowStage> flow = List.of(new FlowStage("all", "", 8, 12.5, 6, 3, 0.48));
        Spread spread = new Spread(0.3, 0.4 + sparse, 0.2, 4);
        LayerSparsity layer = new LayerSparsity(
                "conv1", "Convolution", 16, 3, 600_000, nearZero, spread, 9, 4, 16, List.of(), List.of());
        return new SparsityReport(network.name(), 600_000, nearZero, spread, List.of(layer), 500, activations, flow);
    }

    private WeightHistogram weights(long seed) {
        Random random = new Random(seed);
        Long[] weights = new Long[40];
        Long[] filters = new Long[40];
        java.util.Arrays.fill(weights, 0L);
        java.util.Arrays.fill(filters, 0L);
        for (int i = 0; i < 4_000; i++) {
            double size = Math.log10(Math.abs(random.nextGaussian()) * (i < 4_000 * sparse ? 1e-4 : 0.05) + 1e-12);
            weights[Math.min(39, Math.max(0, (int) ((size + 6) * 5)))]++;
            filters[Math.min(39, Math.max(0, (int) ((size + 7) * 5)))] += i % 20 == 0 ? 1 : 0;
        }
        return new WeightHistogram(-6, 2, List.of(weights), List.of(filters));
    }

    private Map<String, RunRecord.Width> widths() {
        Map<String, RunRecord.Width> widths = new TreeMap<>();
        for (Node node : network.nodes()) {
            if (node.layer() instanceof Convolution c) {
                widths.put(node.name(), new RunRecord.Width(c.out(), (int) Math.max(1, Math.round(kept * c.out()))));
            }
        }
        return widths;
    }
}
