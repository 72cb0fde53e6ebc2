package org.featureflow.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.featureflow.FeatureFlowException;
import org.junit.jupiter.api.Test;

class TapsTest {
    private static final FeatureShape IMAGE = new FeatureShape(3, 32, 32);

    @Test
    void beforeTheActivationsLieTheBatchNormsOfVggAndTheSumsOfAResNet() {
        NetworkSpec vgg = Taps.PRE_ACTIVATION.of(Architectures.named("vgg11@0.125", IMAGE, 10));
        assertThat(vgg.taps()).allMatch(t -> vgg.node(t).layer() instanceof BatchNorm);
        assertThat(vgg.name()).isEqualTo("vgg11@0.125:pre-activation");

        NetworkSpec resnet = Taps.PRE_ACTIVATION.of(Architectures.named("resnet20@0.25", IMAGE, 10));
        assertThat(resnet.taps()).startsWith("bn1").contains("layer1.0.add");
    }

    @Test
    void theNetworkComputesTheSameAndItsActivationsAreThePositivePartsOfWhatIsTapped() {
        NetworkSpec spec = Architectures.named("resnet20@0.25", IMAGE, 10);
        try (NDManager manager = NDManager.newBaseManager();
                Network after = Network.create(spec, 7);
                Network before = Network.create(Taps.PRE_ACTIVATION.of(spec), 7)) {
            manager.getEngine().setRandomSeed(1);
            NDArray x = manager.randomNormal(new Shape(2, 3, 32, 32));
            Output a = after.forward(x, false);
            Output b = before.forward(x, false);
            assertThat(b.logits().toFloatArray()).isEqualTo(a.logits().toFloatArray());
            for (int i = 0; i < a.features().size(); i++) {
                assertThat(b.features().get(i).maximum(0).toFloatArray())
                        .isEqualTo(a.features().get(i).toFloatArray());
            }
        }
    }

    @Test
    void aTapThatIsNoActivationHasNoPlaceBeforeIt() {
        NetworkSpec spec = NetworkSpec.builder("bare", IMAGE)
                .convolution("conv", 4, 3, 1)
                .tap()
                .globalAveragePool("pool")
                .flatten("flatten")
                .linear("linear", 2)
                .build();
        assertThat(Taps.ACTIVATION.of(spec)).isSameAs(spec);
        assertThatThrownBy(() -> Taps.PRE_ACTIVATION.of(spec))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("taps “conv”, which is no activation");
    }
}
