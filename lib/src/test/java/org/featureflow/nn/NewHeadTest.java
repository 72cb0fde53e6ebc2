package org.featureflow.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.featureflow.FeatureFlowException;
import org.featureflow.engine.GradMode;
import org.featureflow.engine.HostValues;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A network for other classes. */
class NewHeadTest {
    private static final FeatureShape IMAGE = new FeatureShape(3, 16, 16);

    /** As in SqueezeNet: the classes are the channels of a convolution. */
    private static NetworkSpec squeezed(int classes) {
        return NetworkSpec.builder("squeezed", IMAGE)
                .convolution("conv1", 4, 3, 2)
                .batchNorm("bn1")
                .relu("relu1")
                .tap()
                .then("conv2", new Convolution(4, classes, 1, 1, 0, 1, true))
                .relu("relu2")
                .globalAveragePool("pool")
                .flatten("flatten")
                .build();
    }

    @ParameterizedTest
    @ValueSource(strings = {"resnet20@0.25", "resnet18@0.0625", "vgg11@0.0625", "vit-tiny@0.0625"})
    void theArchitectureIsThatOfTheOtherNumberOfClasses(String name) {
        FeatureShape image = new FeatureShape(3, 32, 32);
        NetworkSpec before = Architectures.named(name, image, 10);
        assertThat(before.withClasses(7)).isEqualTo(Architectures.named(name, image, 7));
        assertThat(before.withClasses(10)).isEqualTo(before);
    }

    @Test
    void theClassesMayBeChannelsOfAConvolution() {
        assertThat(squeezed(10).classifier().name()).isEqualTo("conv2");
        assertThat(squeezed(10).withClasses(3)).isEqualTo(squeezed(3));
    }

    @ParameterizedTest
    @CsvSource({"linear, FLOAT32", "linear, FLOAT64", "convolution, FLOAT32"})
    void onlyTheHeadIsNewAndItStartsAsInANetworkFromScratch(String kind, DataType type) {
        NetworkSpec spec = kind.equals("linear") ? Architectures.named("resnet20@0.25", IMAGE, 10) : squeezed(10);
        try (Network single = Network.create(spec, 1);
                Network network = single.to(Device.cpu(), type)) {
            network.array("bn1.running_mean").addi(0.1);
            NDArray before = network.array("conv1.weight").duplicate();
            try (Network fresh = network.withHead(3, 5);
                    Network scratch = Network.create(spec.withClasses(3), 5)) {
                List<String> head =
                        fresh.spec().arraysOf(List.of(fresh.spec().classifier().name()));
                assertThat(head).hasSize(2);
                assertThat(fresh.dataType()).isEqualTo(type);
                assertThat(fresh.spec().classes()).isEqualTo(3);
                fresh.parameters()
                        .keySet()
                        .forEach(name -> assertThat(HostValues.doubles(fresh.array(name)))
                                .as(name)
                                .isEqualTo(HostValues.doubles((head.contains(name) ? scratch : network).array(name))));
                fresh.array("conv1.weight").muli(2);
                assertThat(network.array("conv1.weight"))
                        .as("in its own memory")
                        .isEqualTo(before);
            }
            assertThat(network.array("conv1.weight")).as("still open").isEqualTo(before);
        }
    }

    @Test
    void anotherSeedMakesAnotherHeadAndTheSameNumberOfClassesANewOneToo() {
        try (Network network = Network.create(squeezed(10), 1);
                Network one = network.withHead(10, 1);
                Network other = network.withHead(10, 2)) {
            assertThat(one.array("conv2.weight")).isEqualTo(network.array("conv2.weight"));
            assertThat(other.array("conv2.weight")).isNotEqualTo(network.array("conv2.weight"));
            assertThat(other.array("conv1.weight")).isEqualTo(network.array("conv1.weight"));
        }
    }

    @Test
    void whatIsFrozenStaysSoButNotTheHead() {
        try (Network network = Network.create(squeezed(10), 1)) {
            network.freezeParameters(true);
            try (Network fresh = network.withHead(3, 5)) {
                assertThat(fresh.frozen())
                        .containsExactly(
                                "conv1.weight", "bn1.weight", "bn1.bias", "bn1.running_mean", "bn1.running_var");
            }
        }
    }

    @Test
    void anEndThatCannotBeMadeForOtherClassesIsRefused() {
        NetworkSpec sum = NetworkSpec.builder("forked", IMAGE)
                .globalAveragePool("pool")
                .linear("left", 10)
                .from("pool")
                .linear("right", 10)
                .sum("sum", "left", "right")
                .build();
        assertThatThrownBy(() -> sum.withClasses(3))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessage("Network forked ends in “sum” (Add), which cannot be made for other classes; only a linear"
                        + " layer or a convolution without groups can.");
        assertThatThrownBy(() -> squeezed(10).withClasses(0)).isInstanceOf(FeatureFlowException.class);
    }

    @Test
    void aNameThatEndsInADotMeansAllNodesWithin() {
        NetworkSpec spec = Architectures.named("resnet20@0.25", IMAGE, 10);
        assertThat(spec.arraysOf(List.of("layer1.0.", "layer1.0.conv1", "linear")))
                .containsExactly(
                        "layer1.0.conv1.weight",
                        "layer1.0.bn1.weight",
                        "layer1.0.bn1.bias",
                        "layer1.0.conv2.weight",
                        "layer1.0.bn2.weight",
                        "layer1.0.bn2.bias",
                        "linear.weight",
                        "linear.bias");
        assertThatThrownBy(() -> spec.arraysOf(List.of("layer1")))
                .hasMessage("Network resnet20@0.25 has no node “layer1”.");
        assertThatThrownBy(() -> spec.arraysOf(List.of("layer9.")))
                .hasMessage("Network resnet20@0.25 has no node “layer9.”.");
        assertThatThrownBy(() -> spec.arraysOf(List.of("relu")))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessage("There is nothing in “relu” of network resnet20@0.25 that is trained; name convolutions,"
                        + " linear layers or norms.");
    }

    /** γ = 3, β = 1, mean 2, variance 4: 3 (x − 2) / 2 + 1, whatever else is in the batch. */
    @Test
    void aFrozenBatchNormIsComputedWithItsRunningStatistics() {
        NetworkSpec spec = NetworkSpec.builder("norm", new FeatureShape(1, 1, 1))
                .then("bn", new BatchNorm(1, 1e-12, 0.1))
                .build();
        try (Network single = Network.create(spec, 1);
                Network network = single.to(Device.cpu(), DataType.FLOAT64);
                GradMode off = GradMode.off();
                NDManager step = network.manager().newSubManager()) {
            network.array("bn.weight").muli(3);
            network.array("bn.bias").addi(1);
            network.array("bn.running_mean").addi(2);
            network.array("bn.running_var").muli(4);
            NDArray x = step.create(new double[] {2, 4, 7}, new Shape(3, 1, 1, 1));
            network.freeze(List.of("bn"));
            assertThat(HostValues.doubles(network.forward(x, true).logits()))
                    .containsExactly(new double[] {1, 4, 8.5}, within(1e-9));
            assertThat(network.array("bn.running_mean").getDouble()).isEqualTo(2);
            network.freezeParameters(false);
            assertThat(HostValues.doubles(network.forward(x, true).logits())[1]).isLessThan(1);
            assertThat(network.array("bn.running_mean").getDouble()).isGreaterThan(2);
        }
    }
}
