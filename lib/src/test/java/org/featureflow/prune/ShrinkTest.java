package org.featureflow.prune;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.util.List;
import java.util.Map;
import org.featureflow.engine.EngineSettings;
import org.featureflow.nn.Architectures;
import org.featureflow.nn.Concat;
import org.featureflow.nn.Convolution;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.MaxPool;
import org.featureflow.nn.Network;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.nn.PadShortcut;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShrinkTest {
    private NDManager manager;

    @BeforeEach
    void open() {
        manager = EngineSettings.engine().newBaseManager(Device.cpu());
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @ParameterizedTest
    @CsvSource({
        "vgg16@0.25, INNER",
        "resnet20, ALL",
        "resnet18@0.125, ALL",
        "resnet50@0.125, ALL",
        "vgg11@0.125:64x64:7, INNER",
        "vit-tiny@0.125, INNER"
    })
    void shrunkAndMaskedComputeTheSame(String name, Channels channels) {
        try (Network network = Networks.lived(Network.create(Architectures.named(name), 2), 9)) {
            Plan plan = Pruning.by("l1")
                    .channels(channels)
                    .scope(Scope.local())
                    .target(Target.channels(0.5))
                    .plan(network);
            try (Network masked = Mask.apply(network, plan);
                    Network smaller = Shrink.apply(network, plan)) {
                assertThat(Networks.difference(masked, smaller, manager, 3)).isLessThan(1e-5);
                assertThat(Networks.difference(network, smaller, manager, 3))
                        .as("something was removed")
                        .isGreaterThan(1e-4);
                assertThat(smaller.spec().taps()).isEqualTo(network.spec().taps());
                assertThat(smaller.spec()).isEqualTo(Shrink.spec(network.spec(), plan));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"vgg16@0.25", "resnet56"})
    void halfTheChannelsGloballyForBatchesOfOneAndOfMany(String name) {
        try (Network network = Networks.lived(Network.create(Architectures.named(name), 2), 9)) {
            Plan plan = Pruning.by("l1").target(Target.channels(0.5)).plan(network);
            try (Network masked = Mask.apply(network, plan);
                    Network smaller = Shrink.apply(network, plan)) {
                assertThat(Networks.difference(masked, smaller, manager, 1)).isLessThan(1e-5);
                assertThat(Networks.difference(masked, smaller, manager, 128)).isLessThan(1e-5);
            }
        }
    }

    @Test
    void everyKindOfGraphStaysTheSameFunction() {
        NetworkSpec spec = NetworkSpec.builder("mixed", new FeatureShape(3, 8, 8))
                .convolution("stem", 8, 3, 1)
                .batchNorm("stem.bn")
                .relu("stem.relu")
                .tap()
                .then("grouped", new Convolution(8, 12, 3, 1, 1, 4, true))
                .relu("grouped.relu")
                .then("depthwise", new Convolution(12, 24, 3, 1, 1, 12, true))
                .then("pool", new MaxPool(3, 2, 1))
                .add("pad", new PadShortcut(8, 2, List.of(7, -1, 0, 1, 2, -1, 3, 4, 5, 6, -1, -1)), "stem.relu")
                .add("cat", new Concat(), "pool", "pad")
                .batchNorm("cat.bn")
                .convolution("mix", 12, 1, 1)
                .sum("sum", "mix", "pad")
                .relu("sum.relu")
                .flatten("flatten")
                .linear("hidden", 6)
                .relu("hidden.relu")
                .linear("fc", 3)
                .build();
        try (Network network = Networks.lived(Network.create(spec, 2), 9)) {
            Plan plan = Pruning.by("l2")
                    .channels(Channels.ALL)
                    .scope(Scope.local())
                    .target(Target.channels(0.5))
                    .plan(network);
            assertThat(plan.cuts()).allMatch(c -> c.kept().size() < c.channels());
            try (Network masked = Mask.apply(network, plan);
                    Network smaller = Shrink.apply(network, plan)) {
                assertThat(Networks.difference(masked, smaller, manager, 3)).isLessThan(1e-5);
                assertThat(smaller.spec().node("grouped").layer()).isEqualTo(new Convolution(4, 8, 3, 1, 1, 4, true));
            }
        }
    }

    @Test
    void aPlanThatKeepsEverythingChangesNothing() {
        try (Network network = Networks.lived(Network.create(Architectures.named("resnet20@0.25"), 2), 9);
                Network same = Shrink.apply(network, new Plan("resnet20@0.25", List.of(), Map.of()))) {
            assertThat(same.spec()).isEqualTo(network.spec());
            assertThat(Networks.difference(network, same, manager, 2)).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"FLOAT32", "FLOAT64"})
    void theTypeOfTheArraysStays(DataType type) {
        try (Network f32 = Network.create(Architectures.named("vgg11@0.0625"), 2);
                Network network = f32.to(Device.cpu(), type)) {
            Plan plan = Pruning.by("l1").plan(network);
            try (Network smaller = Shrink.apply(network, plan);
                    Network masked = Mask.apply(network, plan)) {
                assertThat(smaller.dataType()).isEqualTo(type);
                assertThat(masked.dataType()).isEqualTo(type);
                assertThat(smaller.parameters().values())
                        .filteredOn(p -> p.requiresGradient())
                        .allMatch(p -> p.getArray().hasGradient());
            }
        }
    }

    @Test
    void theMaskedChannelsAreExactlyZeroAndTheOriginalIsUntouched() {
        try (Network network = Networks.lived(Network.create(Architectures.named("vgg11@0.0625"), 2), 9);
                Network before = network.copy()) {
            Plan plan = new Plan("vgg11@0.0625", List.of(new Cut("features.0", 4, List.of(1, 2))), Map.of());
            try (Network masked = Mask.apply(network, plan)) {
                assertThat(masked.array("features.0.bias").toFloatArray()[0]).isZero();
                assertThat(masked.array("features.1.weight").toFloatArray()[3]).isZero();
                assertThat(masked.array("features.1.bias").toFloatArray()[3]).isZero();
                assertThat(masked.array("features.1.bias").toFloatArray()[1])
                        .isEqualTo(network.array("features.1.bias").toFloatArray()[1]);
            }
            assertThat(Networks.difference(network, before, manager, 2)).isZero();
        }
    }
}
