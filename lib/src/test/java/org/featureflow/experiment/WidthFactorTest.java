package org.featureflow.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.featureflow.FeatureFlowException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WidthFactorTest {
    @ParameterizedTest
    @CsvSource({
        "vgg16, 0.5, vgg16@0.5",
        "vgg16@0.25, 2, vgg16@0.5",
        "vgg16@0.25, 0.3333, vgg16@0.0833",
        "resnet18@0.5:64x64:20, 0.5, resnet18@0.25:64x64:20",
        "resnet18:64x64:20, 10, resnet18@10:64x64:20",
        "resnet18@0.5:64x64:20, 1.0, resnet18@0.5:64x64:20"
    })
    void aFactorMultipliesTheWidthOfTheNameAndKeepsTheSizes(String model, String factor, String name) {
        assertThat(WidthFactor.apply(model, factor)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "x", ""})
    void whatIsNoPositiveNumberIsRefused(String factor) {
        assertThatThrownBy(() -> WidthFactor.apply("vgg16", factor))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("The setting “width” is “" + factor + "”");
    }

    @Test
    void aNameWhoseWidthIsNoNumberIsRefused() {
        assertThatThrownBy(() -> WidthFactor.apply("vgg16@wide", "2"))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("“vgg16@wide”");
    }
}
