package org.featureflow.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.featureflow.FeatureFlowException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArchitecturesTest {
    @ParameterizedTest
    @CsvSource({
        "resnet20,   40551040,   269722",
        "resnet32,   68862592,   464154",
        "resnet56,  125485696,   853018",
        "resnet110, 252887680,  1727962",
        "resnet56b, 125747840,   855770",
        "vgg16,     313201664, 14728266"
    })
    void parametersAndMacsEqualThePublishedCounts(String name, long macs, long parameters) {
        NetworkSpec spec = Architectures.named(name);
        assertThat(parameters(spec)).isEqualTo(parameters);
        assertThat(macs(spec)).isEqualTo(macs);
    }

    /** torchvision's counts for 224×224 images and 1000 classes; the shortcut and stem convolutions are included. */
    @ParameterizedTest
    @CsvSource({"resnet18, 11689512, 1814073344", "resnet34, 21797672, 3663761408", "resnet50, 25557032, 4089184256"})
    void imageNetResNetsHaveTorchvisionsCounts(String name, long parameters, long macs) {
        NetworkSpec spec = Architectures.named(name + ":224x224:1000");
        assertThat(parameters(spec)).isEqualTo(parameters);
        assertThat(macs(spec)).isEqualTo(macs);
    }

    @Test
    void aNameCarriesWidthSizeAndClasses() {
        NetworkSpec spec = Architectures.named("vgg16@0.25:64x64:200");
        assertThat(spec.input()).isEqualTo(new FeatureShape(3, 64, 64));
        assertThat(spec.classes()).isEqualTo(200);
        assertThat(spec.node("features.0").layer()).isEqualTo(new Convolution(3, 16, 3, 1, 1, 1, true));
        assertThat(spec.node("classifier").layer()).isEqualTo(new Linear(128 * 2 * 2, 200, true));
        assertThat(spec.taps()).hasSize(13);
    }

    @Test
    void tapsOfAResNetAreTheStemAndEveryBlock() {
        assertThat(Architectures.named("resnet20").taps())
                .hasSize(10)
                .startsWith("relu", "layer1.0.relu2")
                .endsWith("layer3.2.relu2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "resnet21",
                "vgg17",
                "alexnet",
                "resnet20@0",
                "resnet20@1.2.3",
                "vgg16:8x8",
                "",
                "resnet99999999999"
            })
    void anUnknownOrImpossibleNameIsRefusedInOneSentence(String name) {
        assertThatThrownBy(() -> Architectures.named(name))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageMatching("(?s)[^\n]+\\.");
    }

    private static long parameters(NetworkSpec spec) {
        return spec.parameters().values().stream()
                .filter(p -> p.kind().trained())
                .mapToLong(ParameterSpec::size)
                .sum();
    }

    private static long macs(NetworkSpec spec) {
        var shapes = spec.shapes();
        return spec.nodes().stream()
                .mapToLong(n -> n.layer().macs(shapes.get(n.name())))
                .sum();
    }
}
