package org.featureflow.prune;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.statistics.Statistics;
import org.featureflow.cost.Cost;
import org.featureflow.engine.EngineSettings;
import org.featureflow.nn.Network;
import org.featureflow.nn.NetworkSpec;

class RandomNetworksTest {
    /** Keeps a random, never empty choice of every group. */
    private static Plan randomPlan(ChannelGroups groups, Random random) {
        List<Cut> cuts = groups.groups().stream()
                .map(g -> {
                    int sure = random.nextInt(g.size());
                    List<Integer> kept = IntStream.range(0, g.size())
                            .filter(c -> c == sure || random.nextBoolean())
                            .boxed()
                            .toList();
                    return new Cut(g.name(), g.size(), kept);
                })
                .toList();
        return new Plan(groups.spec().name(), cuts, Map.of());
    }

    /** Array and axis → indices that go. */
    private static Map<String, Integer> gone(ChannelGroups all, Plan plan) {
        Map<String, Integer> gone = new HashMap<>();
        for (Cut cut : plan.cuts()) {
            for (Slices s : all.group(cut.group()).slices()) {
                int indices = IntStream.range(0, cut.channels())
                        .filter(c -> !cut.kept().contains(c))
                        .map(c -> s.indices()[c].length)
                        .sum();
                gone.merge(s.array() + "@" + s.axis(), indices, Integer::sum);
            }
        }
        return gone;
    }

    /** A network without such channels shows nothing: most have to have some. */
    private static void requireThatMostHave(ChannelGroups groups) {
        Statistics.label("groups of channels that can go")
                .collect(!groups.groups().isEmpty())
                .coverage(coverage -> coverage.check(true).percentage(p -> p > 50));
    }

    /** In double precision, where no network that chance may bring comes near the tolerance by rounding alone. */
    @Property(tries = 150)
    void shrunkEqualsMaskedAndCountsAreAsPlanned(@ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
        NetworkSpec spec = RandomSpecs.of(seed);
        ChannelGroups all = ChannelGroups.of(spec, Channels.ALL);
        Plan plan = randomPlan(all, new Random(seed));
        try (NDManager manager = EngineSettings.engine().newBaseManager(Device.cpu());
                Network single = Networks.lived(Network.create(spec, seed), seed);
                Network network = single.to(Device.cpu(), DataType.FLOAT64);
                Network masked = Mask.apply(network, plan);
                Network smaller = Shrink.apply(network, plan)) {
            assertThat(Networks.difference(masked, smaller, manager, 2)).isLessThan(1e-10);
            assertThat(NetworkSpec.fromJson(smaller.spec().toJson())).isEqualTo(smaller.spec());
            assertThat(smaller.spec().taps()).isEqualTo(spec.taps());
            gone(all, plan).forEach((place, gone) -> {
                String array = place.substring(0, place.indexOf('@'));
                int axis = place.charAt(place.length() - 1) - '0';
                assertThat(smaller.array(array).getShape().get(axis))
                        .as(place)
                        .isEqualTo(network.array(array).getShape().get(axis) - gone)
                        .isPositive();
            });
            assertThat(Cost.of(smaller.spec()).parameters())
                    .isLessThanOrEqualTo(Cost.of(spec).parameters());
            assertThat(plan.summary(spec).after()).isEqualTo(Cost.of(smaller.spec()));
        }
    }

    @Property(tries = 50)
    void everyRemovableChannelIsInExactlyOneGroup(@ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
        NetworkSpec spec = RandomSpecs.of(seed);
        Map<String, Integer> owners = new HashMap<>();
        ChannelGroups all = ChannelGroups.of(spec, Channels.ALL);
        requireThatMostHave(all);
        for (ChannelGroup g : all.groups()) {
            for (Occurrence o : g.occurrences()) {
                for (int[] indices : o.indices()) {
                    for (int i : indices) {
                        assertThat(owners.merge(o.node() + "/" + i, 1, Integer::sum))
                                .as(o.node() + "/" + i)
                                .isOne();
                    }
                }
            }
        }
    }

    @Property(tries = 50)
    void aLocalTargetNeverEmptiesALayer(@ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
        NetworkSpec spec = RandomSpecs.of(seed);
        ChannelGroups all = ChannelGroups.of(spec, Channels.ALL);
        requireThatMostHave(all);
        if (all.groups().isEmpty()) {
            return;
        }
        try (Network network = Network.create(spec, seed)) {
            Plan plan = Pruning.by("l1")
                    .channels(Channels.ALL)
                    .scope(Scope.local())
                    .target(Target.channels(1e-6))
                    .plan(network);
            assertThat(plan.cuts())
                    .hasSameSizeAs(all.groups())
                    .allMatch(c -> c.kept().size() == 1);
            Shrink.apply(network, plan).close();
        }
    }
}
