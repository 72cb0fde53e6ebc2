package org.featureflow.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.featureflow.FeatureFlowException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkSpecTest {
    private static final FeatureShape IMAGE = new FeatureShape(3, 8, 8);

    @ParameterizedTest
    @ValueSource(
            strings = {"vgg11", "vgg19@0.5:64x64:200", "resnet20", "resnet110@0.25", "resnet18:64x64:200", "resnet50"})
    void jsonRoundTripKeepsTheSpec(String name) {
        NetworkSpec spec = Architectures.named(name);
        assertThat(NetworkSpec.fromJson(spec.toJson())).isEqualTo(spec);
        assertThat(NetworkSpec.fromJson(spec.toJson()).toJson()).isEqualTo(spec.toJson());
    }

    @Test
    void everyLayerTypeSurvivesJson() {
        NetworkSpec spec = NetworkSpec.builder("all", IMAGE)
                .then("dw", new Convolution(3, 6, 3, 1, 1, 3, true))
                .batchNorm("bn")
                .then("clip", new Clip(0, 6))
                .then("avg", new AveragePool(PerAxis.of(3), PerAxis.of(2), PerAxis.of(1), false))
                .then("max", new MaxPool(3, 1, 1))
                .add("cat", new Concat(), "avg", "max")
                .then("pad", PadShortcut.centred(12, 16, 2))
                .add("sum", new Add(), "pad", "pad")
                .globalAveragePool("gap")
                .flatten("flat")
                .linear("fc", 4)
                .build();
        assertThat(NetworkSpec.fromJson(spec.toJson())).isEqualTo(spec);
    }

    @Test
    void whatALayerHadBeforeIsWrittenAsBefore() {
        NetworkSpec spec = NetworkSpec.builder("old", IMAGE)
                .then("conv", new Convolution(3, 6, 3, 2, 1, 3, true))
                .then("max", new MaxPool(3, 1, 1))
                .then("mean", new AveragePool(2, 2, 1))
                .globalAveragePool("gap")
                .build();
        String json = spec.toJson();
        assertThat(json)
                .contains(
                        "{\"name\":\"conv\",\"layer\":\"Convolution\",\"in\":3,\"out\":6,\"kernel\":3,\"stride\":2,\"padding\":1,\"groups\":3,\"bias\":true,\"inputs\":[\"input\"]}",
                        "\"layer\":\"MaxPool\",\"kernel\":3,\"stride\":1,\"padding\":1,\"inputs\"",
                        "\"layer\":\"AveragePool\",\"kernel\":2,\"stride\":2,\"padding\":1,\"inputs\"");
        assertThat(NetworkSpec.fromJson(json)).isEqualTo(spec);
    }

    @Test
    void rowsAndColumnsAreWrittenWhereTheyDiffer() {
        Convolution line =
                new Convolution(3, 6, new PerAxis(1, 7), PerAxis.of(1), new PerAxis(0, 3), new PerAxis(1, 2), 1, false);
        Node node = new Node("conv", line, List.of(NetworkSpec.INPUT));
        NetworkSpec spec = new NetworkSpec("line", new FeatureShape(3, 1, 7), 6, List.of(node), List.of());
        assertThat(spec.toJson())
                .contains("\"kernel\":[1,7],\"stride\":1,\"padding\":[0,3],\"dilation\":[1,2],\"groups\"");
        assertThat(NetworkSpec.fromJson(spec.toJson())).isEqualTo(spec);
        for (String wrong : List.of("[1]", "[1,7,1]", "[[1],7]", "{}", "\"wide\"")) {
            assertThatThrownBy(() -> NetworkSpec.fromJson(spec.toJson().replace("[1,7]", wrong)))
                    .as(wrong)
                    .isInstanceOf(FeatureFlowException.class)
                    .hasMessageStartingWith("The network description is not valid JSON of a network:");
        }
    }

    @Test
    void aLayerThatDoesNotFitIsNamed() {
        Node wrong = new Node("conv", Convolution.of(4, 8, 3, 1, 1), List.of(NetworkSpec.INPUT));
        assertThatThrownBy(() -> new NetworkSpec("net", IMAGE, 8, List.of(wrong), List.of()))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessage("Network net, node “conv”: A convolution expects 4 channels and gets 3×8×8.");
    }

    @Test
    void anInputThatComesLaterIsRefused() {
        Node early = new Node("relu", new Relu(), List.of("conv"));
        Node late = new Node("conv", Convolution.of(3, 8, 3, 1, 1), List.of(NetworkSpec.INPUT));
        assertThatThrownBy(() -> new NetworkSpec("net", IMAGE, 8, List.of(early, late), List.of()))
                .hasMessage("Network net: node “relu” takes “conv”, which no earlier node is called.");
    }

    @Test
    void twoNodesOfOneNameAreRefused() {
        assertThatThrownBy(() -> NetworkSpec.builder("net", IMAGE)
                        .relu("a")
                        .relu("a")
                        .globalAveragePool("p")
                        .build())
                .hasMessageContaining("two nodes called “a”");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | The network description is not valid JSON of a network:",
                "[] | The network description is not valid JSON of a network:",
                "{ | The network description is not valid JSON of a network:",
                "{\"name\":\"x\"} | The network description lacks “nodes”;",
                "{\"name\":\"x\",\"input\":{\"channels\":3,\"height\":8,\"width\":8},\"classes\":3,\"nodes\":[{\"name\":\"a\",\"layer\":\"Exec\",\"inputs\":[\"input\"]}],\"taps\":[]} | The network description has a layer of type “Exec”;",
                "{\"name\":\"x\",\"input\":{\"channels\":3,\"height\":8,\"width\":8},\"classes\":3,\"nodes\":[{\"name\":\"a\",\"layer\":\"Convolution\",\"inputs\":[\"input\"]}],\"taps\":[]} | The network description lacks “in”;",
                "{\"name\":\"x\",\"input\":{\"channels\":0,\"height\":8,\"width\":8},\"classes\":3,\"nodes\":[],\"taps\":[]} | A feature of 0×8×8 is empty;",
                "{\"name\":\"x\",\"input\":{\"channels\":3,\"height\":8,\"width\":8},\"classes\":\"many\",\"nodes\":[],\"taps\":[]} | The network description is not valid JSON of a network:"
            })
    void damagedJsonIsRefused(String json, String because) {
        assertThatThrownBy(() -> NetworkSpec.fromJson(json))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageStartingWith(because);
    }

    @Test
    void aNodeIsTappedOnce() {
        assertThatThrownBy(() -> NetworkSpec.builder("twice", new FeatureShape(1, 2, 2))
                        .convolution("a", 4, 1, 1)
                        .tap()
                        .tap()
                        .globalAveragePool("gap")
                        .linear("fc", 2)
                        .build())
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("taps “a” twice");
    }

    @Test
    void aShapeThatNoArrayHoldsIsRefused() {
        assertThatThrownBy(() -> new FeatureShape(3, 99_999, 99_999))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("too large");
    }

    @Test
    void vectorsAndMapsOfOneRowAreNotMixed() {
        assertThatThrownBy(() -> NetworkSpec.builder("net", IMAGE)
                        .globalAveragePool("map")
                        .flatten("vector")
                        .sum("both", "map", "vector")
                        .build())
                .isInstanceOf(FeatureFlowException.class)
                .hasMessage(
                        "Network net, node “both” takes a vector and a map of one row and column; put a flatten behind the map.");
        assertThatThrownBy(() -> NetworkSpec.builder("net", IMAGE)
                        .globalAveragePool("map")
                        .flatten("vector")
                        .convolution("conv", 4, 1, 1)
                        .build())
                .hasMessageContaining("node “conv” slides over rows and columns but takes a vector");
    }

    @Test
    void windowsAndBoundsThatCannotBeAreRefused() {
        for (Executable wrong : List.<Executable>of(
                () -> new MaxPool(2, 0, 0),
                () -> new MaxPool(2, 2, 2),
                () -> new AveragePool(0, 1, 0),
                () -> new AveragePool(new PerAxis(3, 1), PerAxis.of(1), PerAxis.of(1), true),
                () -> new Convolution(3, 4, PerAxis.of(3), PerAxis.of(1), PerAxis.of(1), new PerAxis(1, 0), 1, false),
                () -> new Convolution(3, 4, PerAxis.of(3), PerAxis.of(1), PerAxis.of(1), PerAxis.of(1 << 30), 1, false),
                () -> new PadShortcut(2, 0, List.of(0)),
                () -> new Clip(0, Double.POSITIVE_INFINITY),
                () -> Convolution.of(3, 4, 3, 1, Integer.MAX_VALUE).output(List.of(IMAGE)))) {
            assertThatThrownBy(wrong::execute)
                    .isInstanceOf(FeatureFlowException.class)
                    .hasMessageMatching("(?s).{20,}\\.");
        }
    }
}
