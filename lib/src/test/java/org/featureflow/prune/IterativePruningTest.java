package org.featureflow.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.featureflow.FeatureFlowException;
import org.featureflow.cost.Cost;
import org.featureflow.nn.Architectures;
import org.featureflow.nn.Convolution;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.Network;
import org.featureflow.nn.NetworkSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class IterativePruningTest {
    private static double macs(Network n) {
        return Cost.of(n.spec()).macs();
    }

    @ParameterizedTest
    @EnumSource(CutSchedule.class)
    void schedulesFallFromNearOneToTheTarget(CutSchedule schedule) {
        double before = 1;
        for (int step = 1; step <= 5; step++) {
            double kept = schedule.kept(step / 5.0, 0.3);
            assertThat(kept).isLessThanOrEqualTo(before);
            before = kept;
        }
        assertThat(before).as("the target itself, as a plan's origin names it").isEqualTo(0.3);
    }

    @Test
    void schedulesByHand() {
        assertThat(CutSchedule.ONE_SHOT.kept(0.25, 0.2)).isEqualTo(0.2);
        assertThat(CutSchedule.LINEAR.kept(0.25, 0.2)).isCloseTo(0.8, within(1e-12));
        assertThat(CutSchedule.GEOMETRIC.kept(0.5, 0.25)).isCloseTo(0.5, within(1e-12));
        assertThat(CutSchedule.CUBIC.kept(0.5, 0.2)).isCloseTo(1 - 0.8 * 0.875, within(1e-12));
    }

    @ParameterizedTest
    @EnumSource(CutSchedule.class)
    void stepsEndWithinOneChannelOfTheTarget(CutSchedule schedule) {
        try (Network start = Network.create(Architectures.named("vgg16@0.125"), 3)) {
            Pruning pruning = Pruning.by("l1").target(Target.macs(0.4));
            List<Double> shares = new ArrayList<>();
            try (IterativePruning.Pruned pruned = new IterativePruning(pruning, schedule, 4)
                    .run(start, (smaller, step) -> shares.add(macs(smaller) / macs(start)))) {
                assertThat(shares).hasSize(4).isSortedAccordingTo((a, b) -> Double.compare(b, a));
                assertThat(shares.get(3)).isLessThanOrEqualTo(0.4);
                double channel = 0;
                for (Cut cut : pruned.plan().cuts()) {
                    List<Integer> one = new ArrayList<>(cut.kept());
                    for (int c = 0;
                            c < cut.channels() && one.size() == cut.kept().size();
                            c++) {
                        if (!one.contains(c)) {
                            one.add(c);
                        }
                    }
                    one.sort(null);
                    Plan wider = pruned.plan().with(cut.group(), one);
                    double more = Cost.of(Shrink.spec(start.spec(), wider)).macs();
                    channel = Math.max(channel, (more - macs(pruned.network())) / macs(start));
                }
                assertThat(0.4 - shares.get(3))
                        .as("less than the largest channel")
                        .isLessThan(channel);
            }
        }
    }

    @Test
    void thePlanOfAllStepsDoesTheSameAtOnce() {
        try (Network start = Networks.lived(Network.create(Architectures.named("resnet20@0.5"), 3), 4);
                NDManager manager = start.manager().newSubManager()) {
            Pruning pruning = Pruning.by("l2").channels(Channels.ALL).target(Target.parameters(0.5));
            try (IterativePruning.Pruned pruned =
                            new IterativePruning(pruning, CutSchedule.LINEAR, 3).run(start, (n, step) -> {});
                    Network once = Shrink.apply(start, pruned.plan())) {
                assertThat(pruned.cuts()).hasSize(3);
                assertThat(once.spec()).isEqualTo(pruned.network().spec());
                assertThat(Networks.difference(once, pruned.network(), manager, 2))
                        .isZero();
            }
        }
    }

    /** Equal scores, so that scoring again after a cut changes nothing. Widths x and y have 4 x + 4 x y + 2 y MACs, x + x y + 2 y + 2 parameters. */
    @ParameterizedTest
    @CsvSource({
        "local, channels=0.7, 3, 6",
        "uniform, channels=0.7, 3, 6",
        "local, macs=0.6, 3, 6",
        "local, parameters=0.5, 2, 5",
        "uniform, macs=0.85, 3, 6",
        "uniform, parameters=0.5, 2, 4",
        "isomorphic, macs=0.6, 3, 6",
        "isomorphic, parameters=0.5, 2, 5"
    })
    void aShareOfEveryGroupIsTheSameInStepsAsAtOnce(String scope, String target, int x, int y) {
        try (Network start = Network.create(PruningTest.TWO, 1)) {
            Pruning pruning = Pruning.by((g, e) -> new double[g.size()], "equal")
                    .scope(Scope.named(scope))
                    .target(Target.parse(target));
            Plan inSteps = new IterativePruning(pruning, CutSchedule.LINEAR, 4).plan(start);
            assertThat(inSteps.cuts()).isEqualTo(pruning.plan(start).cuts());
            assertThat(inSteps.cuts()).extracting(c -> c.kept().size()).containsExactly(x, y);
        }
    }

    /** The survivors of the first step would keep their numbers, one place further to the front, and go by them once more. */
    @Test
    void randomNumbersAreDrawnAnewInEveryStep() {
        List<Long> seeds = new ArrayList<>();
        Importance seen = (group, evidence) -> {
            seeds.add(evidence.seed());
            return new double[group.size()];
        };
        try (Network start = Network.create(PruningTest.TWO, 1)) {
            Pruning pruning = Pruning.by(seen, "seen").seed(7).target(Target.channels(0.5));
            Plan plan = new IterativePruning(pruning, CutSchedule.LINEAR, 3).plan(start);
            assertThat(seeds).as("two groups a step").hasSize(6).startsWith(7L, 7L);
            assertThat(seeds.stream().distinct()).as("one a step").hasSize(3);
            assertThat(plan.origin()).containsEntry("seed", "7");
        }
    }

    @Test
    void aFailingRetrainingLeavesTheStartUsable() {
        try (Network start = Network.create(Architectures.named("vgg11@0.0625"), 3)) {
            IterativePruning steps = new IterativePruning(Pruning.by("l1"), CutSchedule.LINEAR, 2);
            assertThatThrownBy(() -> steps.run(start, (n, step) -> {
                        throw new IllegalStateException("diverged");
                    }))
                    .hasMessage("diverged");
            assertThat(start.array("classifier.bias").toFloatArray()).hasSize(10);
        }
    }

    @Test
    void noStepsAndThresholdsAreRefused() {
        assertThatThrownBy(() -> new IterativePruning(Pruning.by("l1"), CutSchedule.LINEAR, 0))
                .isInstanceOf(FeatureFlowException.class);
        assertThatThrownBy(() ->
                        new IterativePruning(Pruning.by("l1").target(Target.threshold(0.1)), CutSchedule.LINEAR, 2))
                .isInstanceOf(FeatureFlowException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 8})
    void stepsAddUpThroughGroupedConvolutions(int convolutionGroups) {
        NetworkSpec spec = NetworkSpec.builder("grouped", new FeatureShape(3, 8, 8))
                .convolution("stem", 8, 3, 1)
                .then("a", new Convolution(8, 8, 3, 1, 1, convolutionGroups, false))
                .relu("relu")
                .convolution("b", 8, 3, 1)
                .globalAveragePool("pool")
                .linear("fc", 4)
                .build();
        Pruning pruning = Pruning.by("l1").scope(Scope.local()).target(Target.channels(0.6));
        try (Network start = Network.create(spec, 1);
                IterativePruning.Pruned pruned =
                        new IterativePruning(pruning, CutSchedule.LINEAR, 3).run(start, (smaller, step) -> {});
                Network atOnce = Shrink.apply(start, pruned.plan())) {
            assertThat(atOnce.spec()).isEqualTo(pruned.network().spec());
            pruned.network()
                    .parameters()
                    .keySet()
                    .forEach(name -> assertThat(atOnce.array(name).toFloatArray())
                            .as(name)
                            .containsExactly(pruned.network().array(name).toFloatArray()));
        }
    }

    /** One channel a group would make the convolution depthwise before the second step, and its channels hang together otherwise. */
    @Test
    void twoChannelsOfAGroupedConvolutionStayWhileThereAreStepsToCome() {
        NetworkSpec spec = NetworkSpec.builder("grouped", new FeatureShape(3, 8, 8))
                .convolution("stem", 8, 3, 1)
                .then("a", new Convolution(8, 8, 3, 1, 1, 2, false))
                .convolution("b", 8, 3, 1)
                .globalAveragePool("pool")
                .linear("fc", 4)
                .build();
        Pruning pruning = Pruning.by("l1").scope(Scope.local()).target(Target.channels(0.1));
        try (Network start = Network.create(spec, 1);
                IterativePruning.Pruned pruned =
                        new IterativePruning(pruning, CutSchedule.ONE_SHOT, 2).run(start, (smaller, step) -> {})) {
            assertThat(pruned.network().spec().node("a").layer()).isEqualTo(new Convolution(4, 4, 3, 1, 1, 2, false));
        }
    }

    @Test
    void sharesOfSingleGroupsAreNoStep() {
        assertThatThrownBy(() -> new IterativePruning(
                        Pruning.by("l1").scope(Scope.ratios(Map.of("conv1", 0.5))), CutSchedule.LINEAR, 3))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("shares of single groups");
    }

    @Test
    void an_unreachable_target_is_found_before_anything_is_trained() {
        List<Integer> trained = new ArrayList<>();
        try (Network start = Network.create(PruningTest.TWO, 1)) {
            IterativePruning steps =
                    new IterativePruning(Pruning.by("l1").target(Target.channels(0.01)), CutSchedule.CUBIC, 5);
            assertThatThrownBy(() -> steps.run(start, (smaller, step) -> trained.add(step)))
                    .isInstanceOf(UnreachableTargetException.class);
        }
        assertThat(trained).isEmpty();
    }

    @Test
    void the_least_share_is_one_of_the_network_at_the_start() {
        Importance index = (group, evidence) -> {
            double[] scores = new double[group.size()];
            java.util.Arrays.setAll(scores, c -> (group.name().equals("a") ? 1 : 10) * (c + 1));
            return scores;
        };
        Pruning pruning = Pruning.by(index, "index")
                .normalization(ScoreNormalization.NONE)
                .leastShare(0.5)
                .target(Target.channels(0.5));
        try (Network start = Network.create(PruningTest.TWO, 1);
                IterativePruning.Pruned pruned =
                        new IterativePruning(pruning, CutSchedule.LINEAR, 2).run(start, (smaller, step) -> {})) {
            assertThat(pruned.plan().cuts()).extracting(c -> c.kept().size()).containsExactly(2, 4);
        }
    }

    @Test
    void the_plan_of_all_steps_says_how_they_went() {
        Pruning pruning = Pruning.by("l1").target(Target.macs(0.3));
        try (Network start = Network.create(PruningTest.TWO, 1);
                IterativePruning.Pruned pruned =
                        new IterativePruning(pruning, CutSchedule.CUBIC, 3).run(start, (n, step) -> {})) {
            assertThat(pruned.plan().origin())
                    .containsEntry("schedule", "CUBIC")
                    .containsEntry("steps", "3")
                    .containsEntry("target", "macs=0.3");
            assertThat(Plan.fromJson(pruned.plan().toJson())).isEqualTo(pruned.plan());
        }
    }
}
