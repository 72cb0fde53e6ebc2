package org.featureflow.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.featureflow.FeatureFlowException;
import org.featureflow.nn.Architectures;
import org.featureflow.nn.Network;
import org.featureflow.nn.NetworkSpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Shares of single groups, alone and beside a target, on groups a of 4 and b of 8 channels. */
class GivenSharesTest {
    private static final NetworkSpec RESNET = Architectures.named("resnet20@0.25");
    private static final Pruning EQUAL = Pruning.by((group, evidence) -> new double[group.size()], "equal");

    private static Network network;

    @BeforeAll
    static void open() {
        network = Network.create(PruningTest.TWO, 1);
    }

    @AfterAll
    static void close() {
        network.close();
    }

    private static List<Integer> widths(Plan plan) {
        return plan.cuts().stream().map(c -> c.kept().size()).toList();
    }

    private static Pruning beside(String group, double share, String scope, String target) {
        return EQUAL.scope(Scope.ratios(Map.of(group, share), Scope.named(scope)))
                .target(Target.parse(target));
    }

    /** Widths x and y have 4 x + 4 x y + 2 y of 160 MACs and x + x y + 2 y + 2 of 54 parameters. */
    @ParameterizedTest
    @CsvSource({
        "a, 1, global, channels=0.5, 4, 2",
        "b, 0.5, global, channels=0.5, 2, 4",
        "b, 0.5, global, macs=0.5, 3, 4",
        "b, 0.5, isomorphic, macs=0.5, 3, 4",
        "b, 0.5, uniform, macs=0.5, 3, 4",
        "a, 0.5, local, parameters=0.5, 2, 5",
        "b, 0.25, global, macs=0.9, 4, 2",
        "a, 1, local, channels=0.5, 4, 4",
        "a, 0.25, uniform, channels=0.8, 1, 7",
        "a, 0.25, global, threshold=0, 1, 1"
    })
    void otherGroupsMeetATargetOfTheWholeNetwork(
            String group, double share, String scope, String target, int x, int y) {
        Plan plan = beside(group, share, scope, target).plan(network);
        assertThat(plan.cuts()).extracting(Cut::group).containsExactly("a", "b");
        assertThat(widths(plan)).containsExactly(x, y);
        assertThat(plan.origin())
                .containsEntry("scope", scope)
                .containsEntry("ratios", "{" + group + "=" + share + "}")
                .containsEntry("target", Target.parse(target).toString());
    }

    @Test
    void aTargetThatOnlyTheSharesPutOutOfReachSaysSo() {
        assertThatThrownBy(() -> beside("b", 1, "global", "macs=0.3").plan(network))
                .isInstanceOf(UnreachableTargetException.class)
                .hasMessageContaining(
                        "with the given shares of 1 group(s) and at least 1 channel(s) in each of 1 other")
                .hasMessageContaining("keeps 0.325 of its macs; raise the target or give fewer groups shares");
        assertThatThrownBy(() -> beside("a", 0.25, "global", "macs=0.01").plan(network))
                .isInstanceOf(UnreachableTargetException.class)
                .hasMessageContaining("keeps 0.063 of its macs; raise the target.");
        assertThatThrownBy(() -> beside("b", 1, "global", "macs=0.3").requireReachable(PruningTest.TWO))
                .isInstanceOf(UnreachableTargetException.class);
    }

    @Test
    void sharesAloneLeaveOtherGroupsWholeAndRefuseATarget() {
        Pruning alone = EQUAL.scope(Scope.ratios(Map.of("b", 0.25)));
        assertThat(widths(alone.plan(network))).containsExactly(4, 2);
        assertThat(alone.plan(network).origin())
                .containsEntry("scope", "ratios")
                .containsEntry("target", "{b=0.25}")
                .doesNotContainKey("ratios");
        assertThatThrownBy(() -> alone.target(Target.macs(0.5)).plan(network))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("leave out macs=0.5, or give the others a scope too");
        assertThatThrownBy(() -> Scope.ratios(Map.of(), Scope.ratios(Map.of())))
                .isInstanceOf(FeatureFlowException.class);
    }

    @ParameterizedTest
    @CsvSource({"LINEAR, 4", "CUBIC, 3", "GEOMETRIC, 3", "ONE_SHOT, 2"})
    void inStepsSharesAreOfTheNetworkAtTheStart(CutSchedule schedule, int steps) {
        Pruning pruning = beside("b", 0.5, "global", "macs=0.5");
        try (IterativePruning.Pruned pruned =
                new IterativePruning(pruning, schedule, steps).run(network, (smaller, step) -> {})) {
            assertThat(pruned.plan().cuts()).isEqualTo(pruning.plan(network).cuts());
            assertThat(pruned.plan().origin())
                    .containsEntry("ratios", "{b=0.5}")
                    .containsEntry("target", "macs=0.5");
            assertThat(pruned.cuts().get(0).kept("b").size())
                    .as("as far as the schedule says")
                    .isEqualTo((int) Math.ceil(8 * schedule.kept(1.0 / steps, 0.5) - 1e-9));
        }
    }

    private static Map<String, Double> resolved(Map<String, Double> named) {
        return NamedGroups.shares(ChannelGroups.of(RESNET, Channels.ALL), named);
    }

    @Test
    void aGroupIsFoundByAnyNodeThatMakesItsChannels() {
        assertThat(resolved(Map.of("layer1.0.conv2", 0.5))).isEqualTo(Map.of("conv1", 0.5));
        assertThat(resolved(Map.of("layer1.", 0.9)))
                .isEqualTo(Map.of("conv1", 0.9, "layer1.0.conv1", 0.9, "layer1.1.conv1", 0.9, "layer1.2.conv1", 0.9));
        assertThat(Pruning.by("l1")
                        .scope(Scope.ratios(Map.of("layer1.", 0.5)))
                        .groups(RESNET)
                        .groups())
                .as("inner channels only")
                .hasSize(9);
    }

    @Test
    void theMoreExactNameCounts() {
        assertThat(resolved(Map.of("layer1.", 0.9, "layer1.0.", 0.5, "layer1.0.conv1", 0.25)))
                .isEqualTo(Map.of("conv1", 0.5, "layer1.0.conv1", 0.25, "layer1.1.conv1", 0.9, "layer1.2.conv1", 0.9));
    }

    @Test
    void twoFullNamesOfOneGroupMustAgree() {
        Map<String, Double> twice = Map.of("layer1.0.conv2", 0.5, "layer1.1.conv2", 0.25);
        assertThatThrownBy(() -> resolved(twice))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessage(
                        "“layer1.0.conv2” and “layer1.1.conv2” mean the same channels, group “conv1”, but are given the"
                                + " shares 0.5 and 0.25; give one.");
        assertThat(resolved(Map.of("layer1.0.conv2", 0.5, "layer1.1.conv2", 0.5)))
                .isEqualTo(Map.of("conv1", 0.5));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ALL | linear | The channels of “linear” have to stay: they reach the logits",
                "INNER | layer1.0.conv2 | The channels of “layer1.0.conv2” have to stay: they are coupled, and only with",
                "ALL | layer1.0.bn1 | the channels found there are those of the group “layer1.0.conv1”: name that.",
                "ALL | layer9. | has no channel group “layer9.”; its groups are conv1, layer1.0.conv1,",
                "ALL | layer1.0.relu1 | has no channel group “layer1.0.relu1”; its groups are"
            })
    void aNameThatMeansNoGroupSaysWhy(Channels channels, String name, String says) {
        Pruning pruning = Pruning.by("l1").channels(channels).scope(Scope.ratios(Map.of(name, 0.5)));
        assertThatThrownBy(() -> pruning.requireReachable(RESNET))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining(says);
    }

    @Test
    void aGroupLookedForByAnotherMakerIsNamed() {
        assertThatThrownBy(() -> ChannelGroups.of(RESNET, Channels.ALL).group("layer1.0.conv2"))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("those of the group “conv1”: name that.");
        assertThatThrownBy(() -> ChannelGroups.of(RESNET, Channels.INNER).group("layer1.0.conv2"))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("--coupled");
    }
}
