package org.featureflow.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.featureflow.FeatureFlowException;
import org.featureflow.cost.Cost;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VisionTransformerTest {
    /** Parameters of timm's vit_tiny and vit_small and torchvision's vit_b_16 for 224×224 images and 1000 classes. */
    @ParameterizedTest
    @CsvSource({"vit-tiny, 5717416", "vit-small, 22050664", "vit-base, 86567656"})
    void parametersArePublishedOnes(String name, long parameters) {
        assertThat(Cost.of(Architectures.named(name + ":224x224:1000")).parameters())
                .isEqualTo(parameters);
    }

    /** torchvision gives 17.56 for vit_b_16. */
    @Test
    void macsAreThoseOfTorchvision() {
        assertThat(Cost.of(Architectures.named("vit-base:224x224:1000")).macs() / 1e7)
                .isBetween(1755.5, 1756.5);
    }

    @Test
    void allFeaturesOfTheFlowHaveOneShape() {
        NetworkSpec spec = Architectures.named("vit-tiny");
        Map<String, FeatureShape> shapes = spec.shapes();
        assertThat(spec.taps()).hasSize(25).startsWith("encoder.pos_embedding");
        assertThat(spec.taps())
                .allSatisfy(t -> assertThat(shapes.get(t))
                        .as("64 patches of 4×4 and the class token")
                        .isEqualTo(new FeatureShape(192, 65, 1)));
    }

    @Test
    void theWidthFactorIsOnTheChannelsOfEveryHead() {
        NetworkSpec spec = Architectures.named("vit-tiny@0.25:64x64:200");
        assertThat(spec.node("encoder.layers.encoder_layer_11.self_attention").layer())
                .isEqualTo(new Attention(3, 16));
        assertThat(spec.node("conv_proj").layer()).isEqualTo(new Convolution(3, 48, 8, 8, 0, 1, true));
        assertThat(spec.node("heads.head").layer()).isEqualTo(new Linear(48, 200, true));
    }

    @Test
    void imagesThatPatchesDoNotFillAreRefused() {
        assertThatThrownBy(() -> Architectures.named("vit-tiny:100x100"))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("patches of 16×16");
        List<VisionTransformer.Block> one = List.of(new VisionTransformer.Block(2, 16));
        FeatureShape odd = new FeatureShape(3, 33, 33);
        assertThatThrownBy(() -> VisionTransformer.of("odd", 4, 8, 4, one, odd, 10))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("33×33");
        assertThatThrownBy(() -> Architectures.named("vit-huge"))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("vit-base");
    }
}
