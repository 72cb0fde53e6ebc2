package org.featureflow.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.Network;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.prune.Channels;
import org.featureflow.prune.Cut;
import org.featureflow.prune.CutSchedule;
import org.featureflow.prune.GroupReduction;
import org.featureflow.prune.Networks;
import org.featureflow.prune.Plan;
import org.featureflow.prune.Samples;
import org.featureflow.prune.ScoreNormalization;
import org.featureflow.prune.Target;
import org.junit.jupiter.api.Test;

class PruningChoiceTest {
    private static final NetworkSpec TWO = NetworkSpec.builder("two", new FeatureShape(1, 4, 4))
            .convolution("a", 8, 3, 1)
            .relu("relu")
            .convolution("b", 8, 3, 1)
            .globalAveragePool("pool")
            .linear("fc", 2)
            .build();

    @Test
    void everyWordOfAChoiceReachesThePlan() {
        PruningChoice choice =
                PruningChoice.of("mean_activation", Channels.ALL, "local", Target.channels(0.75), 2, 3, 20, null);
        try (Network network = Network.create(TWO, 1)) {
            Samples samples = Samples.of(
                    1,
                    (manager, step) ->
                            step.accept(Networks.images(network, 2, manager, 1), manager.create(new long[] {0, 1})));
            Plan plan = choice.plan(network, samples, 7);
            assertThat(plan.origin())
                    .containsAllEntriesOf(Map.of(
                            "importance", "mean_activation",
                            "channels", "ALL",
                            "scope", "local",
                            "target", "channels=0.75",
                            "round_to", "2",
                            "min_channels", "3",
                            "seed", "7",
                            "sample_batches", "1"));
        }
    }

    @Test
    void detailsAreFollowed() {
        CutDetails details = new CutDetails(
                ScoreNormalization.MAX, GroupReduction.SUM, 0.25, List.of("b"), 2, CutSchedule.LINEAR, 128, null);
        PruningChoice choice = PruningChoice.of("l1", Channels.INNER, "global", Target.channels(0.5), 1, 1, 0, details);
        try (Network network = Network.create(TWO, 1)) {
            Plan plan = choice.plan(network, null, 0);
            assertThat(plan.cuts()).extracting(Cut::group).containsExactly("a");
            assertThat(plan.kept("a")).hasSize(4);
            assertThat(plan.origin())
                    .containsAllEntriesOf(Map.of(
                            "normalization", "MAX",
                            "reduction", "SUM",
                            "least_share", "0.25",
                            "protected", "b",
                            "steps", "2",
                            "schedule", "LINEAR"));
        }
    }

    @Test
    void sharesOfSomeGroupsStandBesideTheTarget() {
        CutDetails details = new CutDetails(null, null, 0, List.of(), 1, null, null, Map.of("b", 0.25));
        PruningChoice choice = PruningChoice.of("l1", Channels.INNER, "local", Target.channels(0.5), 1, 1, 0, details);
        try (Network network = Network.create(TWO, 1)) {
            Plan plan = choice.plan(network, null, 0);
            assertThat(plan.kept("a")).hasSize(4);
            assertThat(plan.kept("b")).hasSize(2);
        }
        CutDetails none = new CutDetails(null, null, 0.25, List.of(), 1, null, null, Map.of());
        assertThat(JsonText.canonical(ExperimentJson.tree(none)))
                .as("as it was before there were shares")
                .isEqualTo("{\"leastShare\":0.25,\"protect\":[],\"steps\":1}");
    }

    @Test
    void withoutDetailsASpecificationIsWhatItWasBeforeThereWereAny() {
        PruningChoice plain = PruningChoice.of("l1", Target.macs(0.5));
        assertThat(PruningChoice.of("l1", Channels.INNER, "global", Target.macs(0.5), 1, 1, 0, CutDetails.NONE))
                .isEqualTo(plain);
        assertThat(JsonText.canonical(ExperimentJson.tree(plain)))
                .isEqualTo("{\"channels\":\"INNER\",\"images\":0,\"importance\":\"l1\",\"minChannels\":1,\"roundTo\":1,"
                        + "\"scope\":\"global\",\"target\":{\"kind\":\"MACS\",\"value\":0.5}}");
    }
}
