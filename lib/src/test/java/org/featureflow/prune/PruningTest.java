package org.featureflow.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.featureflow.FeatureFlowException;
import org.featureflow.cost.Cost;
import org.featureflow.nn.ActivationFunction;
import org.featureflow.nn.Architectures;
import org.featureflow.nn.Convolution;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.Network;
import org.featureflow.nn.NetworkSpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PruningTest {
    /** Groups a of 4 and b of 8 channels. */
    static final NetworkSpec TWO = NetworkSpec.builder("two", new FeatureShape(1, 2, 2))
            .convolution("a", 4, 1, 1)
            .convolution("b", 8, 1, 1)
            .globalAveragePool("gap")
            .linear("fc", 2)
            .build();

    /** a: 1 2 3 4, b: 10 20 … 80, c: 100 200 … */
    private static final Importance INDEX = (group, evidence) -> {
        double factor = Math.pow(10, group.name().charAt(0) - 'a');
        double[] scores = new double[group.size()];
        Arrays.setAll(scores, c -> factor * (c + 1));
        return scores;
    };

    private static Network network;

    @BeforeAll
    static void open() {
        network = Network.create(TWO, 1);
    }

    @AfterAll
    static void close() {
        network.close();
    }

    private static Pruning byIndex(ScoreNormalization normalization, Scope scope, Target target) {
        return Pruning.by(INDEX, "index")
                .normalization(normalization)
                .scope(scope)
                .target(target);
    }

    private static List<Integer> widths(Plan plan) {
        return plan.cuts().stream().map(c -> c.kept().size()).toList();
    }

    @Test
    void globalScopeRemovesTheLowestOfAllButTheLastOfAGroup() {
        Plan plan = byIndex(ScoreNormalization.NONE, Scope.global(), Target.channels(0.5))
                .plan(network);
        assertThat(plan.kept("a")).containsExactly(3);
        assertThat(plan.kept("b")).containsExactly(3, 4, 5, 6, 7);
    }

    @Test
    void normalisationDecidesWhatCompetes() {
        Plan plan = byIndex(ScoreNormalization.MAX, Scope.global(), Target.channels(0.5))
                .plan(network);
        assertThat(widths(plan)).containsExactly(2, 4);
    }

    @Test
    void localScopeTakesTheSameShareOfEveryGroupRoundedDown() {
        Plan plan = byIndex(ScoreNormalization.NONE, Scope.local(), Target.channels(0.7))
                .plan(network);
        assertThat(plan.kept("a")).containsExactly(1, 2, 3);
        assertThat(plan.kept("b")).containsExactly(2, 3, 4, 5, 6, 7);
    }

    /** MACs of widths x and y: 4 x + 4 x y + 2 y of 160. Groups lose an eighth and a quarter at a time. */
    @Test
    void uniformScopeTakesEqualSharesWhereLocalStopsInBetween() {
        Target target = Target.macs(0.7);
        assertThat(widths(
                        byIndex(ScoreNormalization.NONE, Scope.local(), target).plan(network)))
                .containsExactly(3, 7);
        assertThat(widths(byIndex(ScoreNormalization.NONE, Scope.named("uniform"), target)
                        .plan(network)))
                .containsExactly(3, 6);
    }

    /** a and b are read by convolutions, c by a linear layer: half of the first 12 channels go and half of the last 8. */
    @Test
    void isomorphicScopeLetsOnlyGroupsOfOneStructureCompete() {
        NetworkSpec three = NetworkSpec.builder("three", new FeatureShape(1, 2, 2))
                .convolution("a", 4, 1, 1)
                .convolution("b", 8, 1, 1)
                .convolution("c", 8, 1, 1)
                .globalAveragePool("gap")
                .linear("fc", 2)
                .build();
        try (Network n = Network.create(three, 1)) {
            Plan plan = byIndex(ScoreNormalization.NONE, Scope.named("isomorphic"), Target.channels(0.5))
                    .plan(n);
            assertThat(plan.kept("a")).containsExactly(3);
            assertThat(plan.kept("b")).containsExactly(3, 4, 5, 6, 7);
            assertThat(plan.kept("c")).containsExactly(4, 5, 6, 7);
            assertThat(plan.origin()).containsEntry("scope", "isomorphic");
            assertThat(widths(byIndex(ScoreNormalization.NONE, Scope.global(), Target.channels(0.5))
                            .plan(n)))
                    .containsExactly(1, 1, 8);
        }
    }

    @Test
    void aThresholdRemovesEveryScoreUpToIt() {
        Plan plan = byIndex(ScoreNormalization.MAX, Scope.global(), Target.threshold(0.5))
                .plan(network);
        assertThat(plan.kept("a")).containsExactly(2, 3);
        assertThat(plan.kept("b")).containsExactly(4, 5, 6, 7);
        Plan everything = byIndex(ScoreNormalization.MAX, Scope.global(), Target.threshold(1))
                .plan(network);
        assertThat(widths(everything)).as("the best of each group stays").containsExactly(1, 1);
    }

    @Test
    void equalScoresRemoveTheFirstChannels() {
        Plan plan = Pruning.by((g, e) -> new double[g.size()], "zero")
                .scope(Scope.local())
                .target(Target.channels(0.5))
                .plan(network);
        assertThat(plan.kept("a")).containsExactly(2, 3);
    }

    @Test
    void roundingGoesUpAndNeverPastTheGroup() {
        Plan plan = byIndex(ScoreNormalization.NONE, Scope.local(), Target.channels(0.3))
                .roundTo(3)
                .plan(network);
        assertThat(widths(plan)).containsExactly(3, 3);
        Plan eight = byIndex(ScoreNormalization.NONE, Scope.local(), Target.channels(0.3))
                .roundTo(8)
                .plan(network);
        assertThat(widths(eight)).containsExactly(4, 8);
    }

    private static NetworkSpec grouped() {
        return NetworkSpec.builder("grouped", new FeatureShape(3, 4, 4))
                .convolution("in", 32, 1, 1)
                .then("grouped", new Convolution(32, 32, 3, 1, 1, 8, false))
                .convolution("out", 8, 1, 1)
                .globalAveragePool("gap")
                .linear("fc", 2)
                .build();
    }

    @Test
    void roundingCountsTheChannelsOfAllGroupsOfAConvolution() {
        NetworkSpec spec = grouped();
        try (Network grouped = Network.create(spec, 1)) {
            Pruning half = Pruning.by("l1").scope(Scope.local()).target(Target.channels(0.5));
            assertThat(Shrink.spec(spec, half.roundTo(8).plan(grouped)).shapes())
                    .hasEntrySatisfying(
                            "in", shape -> assertThat(shape.channels()).isEqualTo(16))
                    .hasEntrySatisfying(
                            "out", shape -> assertThat(shape.channels()).isEqualTo(8));
        }
    }

    @Test
    void theMinimumHoldsInEveryGroup() {
        Plan plan = byIndex(ScoreNormalization.NONE, Scope.global(), Target.channels(0.5))
                .minChannels(3)
                .plan(network);
        assertThat(widths(plan)).containsExactly(3, 3);
    }

    @ParameterizedTest
    @CsvSource({
        "vgg16@0.125, global, macs, 0.5",
        "vgg16@0.125, local, macs, 0.25",
        "vgg16@0.125, local, parameters, 0.5",
        "resnet20, global, macs, 0.6",
        "resnet20, local, parameters, 0.55",
        "resnet20, uniform, macs, 0.5",
        "vgg11@0.25, isomorphic, macs, 0.5",
        "resnet18@0.125, global, parameters, 0.5"
    })
    void aTargetIsMetAndOneMoreChannelWouldMissIt(String name, String scope, String kind, double kept) {
        try (Network n = Network.create(Architectures.named(name), 3)) {
            Pruning pruning = Pruning.by("l1").scope(Scope.named(scope)).target(Target.parse(kind + "=" + kept));
            Plan plan = pruning.plan(n);
            double allowed = kept * count(kind, n.spec());
            assertThat(count(kind, Shrink.spec(n.spec(), plan))).isLessThanOrEqualTo((long) allowed);
            if (!scope.equals("uniform")) {
                assertThat(plan.cuts())
                        .as("adding back one channel somewhere exceeds the target")
                        .anySatisfy(cut -> {
                            List<Integer> missing = new java.util.ArrayList<>(cut.kept());
                            int back = 0;
                            while (missing.contains(back)) {
                                back++;
                            }
                            missing.add(back);
                            missing.sort(null);
                            Plan wider = plan.with(cut.group(), missing);
                            assertThat((double) count(kind, Shrink.spec(n.spec(), wider)))
                                    .isGreaterThan(allowed);
                        });
            }
        }
    }

    private static long count(String kind, NetworkSpec spec) {
        return kind.equals("macs") ? Cost.of(spec).macs() : Cost.of(spec).parameters();
    }

    @Test
    void aTargetRelativeToTheStartSurvivesAStep() {
        try (Network n = Network.create(Architectures.named("vgg11@0.125"), 3)) {
            Pruning pruning = Pruning.by("l1").relativeTo(n.spec());
            Plan first = pruning.target(Target.macs(0.7)).plan(n);
            try (Network smaller = Shrink.apply(n, first)) {
                Plan second = pruning.target(Target.macs(0.5)).plan(smaller);
                double kept =
                        (double) Cost.of(Shrink.spec(smaller.spec(), second)).macs()
                                / Cost.of(n.spec()).macs();
                assertThat(kept).isCloseTo(0.5, within(0.02)).isLessThanOrEqualTo(0.5);
            }
        }
    }

    @Test
    void anUnreachableTargetSaysWhatCanBeReached() {
        assertThatThrownBy(() -> byIndex(ScoreNormalization.NONE, Scope.global(), Target.channels(0.01))
                        .plan(network))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("channels=0.01 cannot be reached")
                .hasMessageContaining("0.167")
                .as("there are no coupled channels, and nothing is protected")
                .hasMessageEndingWith("; raise the target.");
    }

    @Test
    void anUnreachableTargetNamesWhatWouldBringItCloser() {
        NetworkSpec resnet = Architectures.named("resnet20@0.25");
        Pruning inner = Pruning.by("l1").target(Target.macs(0.001));
        assertThatThrownBy(() -> inner.requireReachable(resnet))
                .hasMessageEndingWith("; raise the target or allow coupled channels (--coupled).");
        Pruning all = inner.channels(Channels.ALL);
        assertThatThrownBy(() -> all.requireReachable(resnet)).hasMessageEndingWith("; raise the target.");
        assertThatThrownBy(() -> all.protect(List.of("layer1.")).roundTo(2).requireReachable(resnet))
                .hasMessageEndingWith("; raise the target, round less or protect less.");
    }

    @ParameterizedTest
    @CsvSource({
        "channels=0, channels=0.0, it is the fraction to keep",
        "macs=1.5, macs=1.5, it is the fraction to keep",
        "macs=-1, macs=-1.0, it is the fraction to keep",
        "macs=NaN, macs=NaN, it is the fraction to keep",
        "threshold=-1, threshold=-1.0, a threshold is 0 or more."
    })
    void anImpossibleTargetIsRefused(String text, String read, String allowed) {
        assertThatThrownBy(() -> Target.parse(text))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageStartingWith("The target " + read + " is out of range; " + allowed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"macs", "speed=0.5", "macs="})
    void whatIsNoTargetIsRefusedWithWhatToWrite(String text) {
        assertThatThrownBy(() -> Target.parse(text))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageStartingWith(
                        "The target “" + text + "” cannot be read; write channels=, parameters= or macs=");
    }

    @Test
    void unknownNamesAreListedWithTheKnownOnes() {
        assertThatThrownBy(() -> Pruning.by("l3"))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("l1, l2");
        assertThatThrownBy(() -> Scope.named("everywhere"))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("uniform");
    }

    @Test
    void nothingLeftToPruneIsSaid() {
        assertThatThrownBy(() -> Pruning.by("l1").protect(List.of("a", "b")).plan(network))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("no channels to prune")
                .hasMessageNotContaining("--coupled");
        NetworkSpec sigmoids = NetworkSpec.builder("sigmoids", new FeatureShape(3, 4, 4))
                .convolution("a", 4, 1, 1)
                .activation("gate", ActivationFunction.SIGMOID)
                .globalAveragePool("gap")
                .linear("fc", 2)
                .build();
        assertThatThrownBy(() -> Pruning.by("l1").groups(sigmoids)).hasMessageContaining("not 0 at 0");
        NetworkSpec streams = NetworkSpec.builder("streams", new FeatureShape(3, 4, 4))
                .convolution("a", 4, 1, 1)
                .sum("sum", "a", "a")
                .globalAveragePool("gap")
                .linear("fc", 2)
                .build();
        assertThatThrownBy(() -> Pruning.by("l1").groups(streams)).hasMessageContaining("--coupled");
    }

    @Test
    void scoresThatAreNoNumbersAreRefused() {
        Importance broken = (group, evidence) -> {
            double[] s = new double[group.size()];
            s[1] = Double.NaN;
            return s;
        };
        assertThatThrownBy(() -> Pruning.by(broken, "broken").plan(network))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("channel 1 of “a”");
    }

    @Test
    void thePlanSaysHowItWasMade() {
        assertThat(Pruning.by("l1").scope(Scope.local()).seed(7).plan(network).origin())
                .containsEntry("importance", "l1")
                .containsEntry("scope", "local")
                .containsEntry("target", "macs=0.5")
                .containsEntry("normalization", "MEAN")
                .containsEntry("seed", "7")
                .doesNotContainKeys("sample_batches", "relative_to");
        assertThat(Pruning.by("l1")
                        .samples(Samples.of(3, (manager, step) -> {}))
                        .relativeTo(network.spec())
                        .plan(network)
                        .origin())
                .containsEntry("sample_batches", "3")
                .containsEntry("relative_to", network.spec().name());
    }

    @Test
    void aThresholdHasNoScopeOfItsOwn() {
        for (Scope scope : List.of(Scope.local(), Scope.uniform(), Scope.isomorphic())) {
            assertThatThrownBy(() -> byIndex(ScoreNormalization.MAX, scope, Target.threshold(0.5))
                            .plan(network))
                    .isInstanceOf(FeatureFlowException.class)
                    .hasMessageContaining("leave the scope global");
        }
    }

    /** Seeds are small neighbouring numbers and layers are called alike: neither may show in the scores. */
    @Test
    void randomScoresAreIndependentOverSeedsLayersAndChannels() {
        try (Network vgg = Network.create(Architectures.named("vgg16@0.25"), 1)) {
            List<double[]> all = new ArrayList<>();
            for (long seed = 0; seed < 20; seed++) {
                all.addAll(Pruning.by("random").seed(seed).scores(vgg).values());
            }
            assertThat(all.stream().map(s -> s[3]).distinct()).hasSameSizeAs(all);
            double first = all.stream().mapToDouble(s -> s[0]).average().orElseThrow();
            double square = all.stream().mapToDouble(s -> s[0] * s[0]).average().orElseThrow();
            assertThat(first).isCloseTo(0.5, within(0.07));
            assertThat(square - first * first).isCloseTo(1 / 12.0, within(0.02));
        }
    }

    @Test
    void aThresholdFarBelowOneIsNoRoundingError() {
        Importance tiny = (group, evidence) ->
                Arrays.stream(INDEX.scores(group, evidence)).map(s -> s * 1e-12).toArray();
        Pruning pruning = Pruning.by(tiny, "tiny").normalization(ScoreNormalization.NONE);
        assertThat(widths(pruning.target(Target.threshold(1e-13)).plan(network)))
                .containsExactly(4, 8);
        assertThat(widths(pruning.target(Target.threshold(2.5e-12)).plan(network)))
                .containsExactly(2, 8);
    }

    @Test
    void scoresOfOtherChannelsAreRefused() {
        try (Network resnet = Network.create(Architectures.named("resnet20@0.25"), 1)) {
            Map<String, double[]> inner = Pruning.by("l1").scores(resnet);
            assertThatThrownBy(() -> Pruning.by("l1").channels(Channels.ALL).plan(resnet.spec(), inner))
                    .isInstanceOf(FeatureFlowException.class)
                    .hasMessageContaining("no scores for the 4 channels of “conv1”");
        }
    }

    @Test
    void equal_scores_under_global_scope_take_the_same_share_of_every_group() {
        Plan plan = Pruning.by((g, e) -> new double[g.size()], "zero")
                .target(Target.channels(0.5))
                .plan(network);
        assertThat(widths(plan)).containsExactly(2, 4);
        assertThat(plan.kept("b")).containsExactly(4, 5, 6, 7);
    }

    @Test
    void the_minimum_counts_the_channels_of_all_groups_of_a_convolution() {
        NetworkSpec spec = grouped();
        try (Network grouped = Network.create(spec, 1)) {
            Pruning most = Pruning.by("l1").scope(Scope.local()).target(Target.channels(0.1));
            assertThat(widths(most.minChannels(8).plan(grouped)))
                    .as("of 4, 4 and 8 positions")
                    .containsExactly(1, 1, 8);
            assertThat(widths(most.minChannels(12).plan(grouped))).containsExactly(2, 2, 8);
        }
    }

    @Test
    void every_group_keeps_the_least_share_of_its_channels() {
        Pruning half = byIndex(ScoreNormalization.NONE, Scope.global(), Target.channels(0.5));
        Plan plan = half.leastShare(0.3).plan(network);
        assertThat(widths(plan)).as("1.2 of 4 are 2").containsExactly(2, 4);
        assertThat(plan.origin()).containsEntry("least_share", "0.3");
        assertThat(widths(half.only(Map.of("b", 0.1)).leastShare(0.5).plan(network)))
                .containsExactly(4, 4);
        assertThatThrownBy(() -> half.leastShare(0.75).plan(network))
                .isInstanceOf(UnreachableTargetException.class)
                .hasMessageContaining("a share of 0.75");
        for (double share : new double[] {-0.1, 1.1, Double.NaN}) {
            assertThatThrownBy(() -> half.leastShare(share))
                    .isInstanceOf(FeatureFlowException.class)
                    .hasMessageContaining("from 0 to 1");
        }
    }

    @Test
    void negative_scores_are_refused_where_they_would_be_scaled() {
        Importance signed = (group, evidence) -> {
            double[] scores = INDEX.scores(group, evidence);
            scores[2] = -5;
            return scores;
        };
        Pruning pruning = Pruning.by(signed, "signed").target(Target.channels(0.9));
        for (ScoreNormalization normalization :
                List.of(ScoreNormalization.MEAN, ScoreNormalization.MAX, ScoreNormalization.LAMP)) {
            assertThatThrownBy(() -> pruning.normalization(normalization).plan(network))
                    .isInstanceOf(FeatureFlowException.class)
                    .hasMessageContaining("-5.0 for channel 2 of “a”")
                    .hasMessageContaining("take the normalisation NONE");
        }
        assertThat(pruning.normalization(ScoreNormalization.NONE).plan(network).kept("a"))
                .containsExactly(0, 1, 3);
    }

    @Test
    void every_importance_bears_every_normalisation() {
        try (Network vgg = Networks.lived(Network.create(Architectures.named("vgg11@0.0625"), 3), 4)) {
            Samples samples = Samples.of(
                    1,
                    (manager, step) ->
                            step.accept(Networks.images(vgg, 2, manager, 1), manager.create(new long[] {0, 1})));
            for (String name : Importances.names()) {
                for (ScoreNormalization normalization : ScoreNormalization.values()) {
                    assertThat(Pruning.by(name)
                                    .normalization(normalization)
                                    .samples(samples)
                                    .scores(vgg)
                                    .values())
                            .as(name + " " + normalization)
                            .allSatisfy(scores -> assertThat(scores).doesNotContain(Double.NaN))
                            .allMatch(scores -> Arrays.stream(scores).allMatch(s -> s >= 0));
                }
            }
        }
    }

    @Test
    void a_share_of_a_group_that_has_to_stay_says_why() {
        try (Network resnet = Network.create(Architectures.named("resnet20@0.25"), 1)) {
            Pruning stem = Pruning.by("l1").scope(Scope.ratios(Map.of("conv1", 0.5)));
            assertThatThrownBy(() -> stem.plan(resnet))
                    .isInstanceOf(FeatureFlowException.class)
                    .hasMessageContaining("“conv1”")
                    .hasMessageContaining("--coupled");
            assertThat(stem.channels(Channels.ALL).plan(resnet).kept("conv1")).hasSize(2);
            assertThatThrownBy(() -> Pruning.by("l1")
                            .protect(List.of("layer1."))
                            .scope(Scope.ratios(Map.of("layer1.0.conv1", 0.5)))
                            .plan(resnet))
                    .isInstanceOf(FeatureFlowException.class)
                    .hasMessageContaining("are protected");
        }
    }
}
