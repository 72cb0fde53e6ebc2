package org.featureflow.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.List;
import org.featureflow.FeatureFlowException;
import org.featureflow.data.Batches;
import org.featureflow.data.Normalization;
import org.featureflow.data.Synthetic;
import org.featureflow.engine.Autograd;
import org.featureflow.engine.EngineSettings;
import org.featureflow.engine.GradMode;
import org.featureflow.engine.HostValues;
import org.featureflow.sparsity.SparsityReport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {
    private NDManager manager;
    private GradMode off;

    @BeforeEach
    void open() {
        manager = EngineSettings.engine().newBaseManager(Device.cpu());
        off = GradMode.off();
    }

    @AfterEach
    void close() {
        off.close();
        manager.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"vgg11@0.125", "resnet20@0.25", "resnet18@0.125:64x64:20", "resnet50@0.0625", "vit-tiny@0.0625"})
    void featuresHaveTheShapesTheSpecPromises(String name) {
        NetworkSpec spec = Architectures.named(name);
        try (Network network = Network.create(spec, 1)) {
            Output out = network.forward(images(spec, 2), true);
            assertThat(out.logits().getShape()).isEqualTo(new Shape(2, spec.classes()));
            assertThat(out.features()).hasSameSizeAs(spec.taps());
            for (int i = 0; i < spec.taps().size(); i++) {
                FeatureShape s = spec.shapes().get(spec.taps().get(i));
                assertThat(out.features().get(i).getShape())
                        .isEqualTo(new Shape(2, s.channels(), s.height(), s.width()));
            }
        }
    }

    /** What belonged to the network would stay as long as it does: a step's arrays go with the step. */
    @ParameterizedTest
    @ValueSource(strings = {"vgg11@0.125", "resnet20@0.25", "vit-tiny@0.0625"})
    void whatAForwardPassMakesBelongsToTheManagerOfTheImages(String name) {
        NetworkSpec spec = Architectures.named(name);
        try (Network network = Network.create(spec, 1);
                GradMode on = GradMode.on()) {
            int arrays = network.manager().getManagedArrays().size();
            NDArray images = images(spec, 2);
            Output out = network.forward(images, true);
            assertThat(out.logits().getManager()).isSameAs(images.getManager());
            assertThat(out.features()).allMatch(f -> f.getManager() == images.getManager());
            assertThat(network.manager().getManagedArrays()).hasSize(arrays);
        }
    }

    /** As the first block of a densely connected network is imported. */
    @Test
    void aConcatenationOfOneFeaturePassesItsGradientOn() {
        NetworkSpec spec = NetworkSpec.builder("single", new FeatureShape(3, 8, 8))
                .convolution("conv", 4, 3, 1)
                .then("concat", new Concat())
                .relu("relu")
                .globalAveragePool("pool")
                .linear("fc", 10)
                .build();
        try (Network network = Network.create(spec, 1);
                GradMode on = GradMode.on()) {
            Autograd.backward(
                    network.forward(images(spec, 2), true).logits().square().sum());
            assertThat(Autograd.reached(network.array("conv.weight"))).isPresent();
        }
    }

    @Test
    void theSeedDecidesTheWeights() {
        NetworkSpec spec = Architectures.named("resnet20@0.25");
        try (Network a = Network.create(spec, 7);
                Network b = Network.create(spec, 7);
                Network c = Network.create(spec, 8)) {
            String name = "layer2.0.conv1.weight";
            assertThat(a.array(name)).isEqualTo(b.array(name));
            assertThat(a.array(name)).isNotEqualTo(c.array(name));
        }
    }

    @Test
    void paddedShortcutCopiesEverySecondPixelBetweenZeros() {
        NetworkSpec spec = NetworkSpec.builder("pad", new FeatureShape(2, 4, 4))
                .then("pad", new PadShortcut(2, 2, java.util.List.of(-1, 1, 0, -1)))
                .tap()
                .globalAveragePool("gap")
                .build();
        try (Network network = Network.create(spec, 1)) {
            NDArray x = manager.arange(32f).reshape(1, 2, 4, 4);
            NDArray y = network.forward(x, false).features().get(0);
            float[] expected = {0, 0, 0, 0, 16, 18, 24, 26, 0, 2, 8, 10, 0, 0, 0, 0};
            assertThat(y.toFloatArray()).containsExactly(expected);
        }
    }

    @Test
    void aShortcutOfBillionsOfChannelsIsRefusedBeforeMemoryIsTakenForIt() {
        assertThatThrownBy(() -> new PadShortcut(2_000_000_000, 1, java.util.List.of(0, 1)))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("from 2000000000 to 2 channels");
    }

    @Test
    void manyShortcutsAreRefusedBeforeMemoryIsTakenForThem() {
        int channels = 4096;
        NetworkBuilder many = NetworkSpec.builder("many", new FeatureShape(channels, 1, 1));
        for (int i = 0; i < 5; i++) {
            many.then("pad" + i, PadShortcut.centred(channels, channels, 1));
        }
        NetworkSpec spec = many.globalAveragePool("pool").linear("linear", 2).build();
        assertThatThrownBy(() -> Network.create(spec, 1))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("network many select by matrices of 83886080 entries, more than 67108864");
    }

    @Test
    void evaluationFreesEveryIntermediateResult() {
        NetworkSpec spec = Architectures.named("resnet20@0.25");
        try (Network network = Network.create(spec, 1);
                NDManager step = manager.newSubManager()) {
            NDArray x = images(spec, 2);
            x.attach(step);
            network.forward(x, false);
            assertThat(step.getManagedArrays()).hasSize(1 + spec.taps().size() + 1);
        }
    }

    @Test
    void asADjlBlockItGivesTheSameLogits() {
        NetworkSpec spec = Architectures.named("resnet20@0.25");
        try (Network network = Network.create(spec, 1)) {
            NDArray x = images(spec, 2);
            NDArray own = network.forward(x, false).logits();
            NDArray djl = network.forward(new ParameterStore(manager, false), new NDList(x), false)
                    .singletonOrThrow();
            assertThat(djl.toFloatArray()).containsExactly(own.toFloatArray());
            assertThat(network.getOutputShapes(new Shape[] {x.getShape()})).containsExactly(own.getShape());
        }
    }

    @Test
    void aCopyInFloat64ComputesTheSame() {
        NetworkSpec spec = Architectures.named("vgg11@0.125");
        try (Network network = Network.create(spec, 1);
                Network copy = network.to(Device.cpu(), DataType.FLOAT64)) {
            NDArray x = images(spec, 2);
            NDArray a = network.forward(x, false).logits();
            NDArray b = copy.forward(x.toType(DataType.FLOAT64, false), false).logits();
            assertThat(b.getDataType()).isEqualTo(DataType.FLOAT64);
            assertThat(a.sub(b.toType(DataType.FLOAT32, false)).abs().max().getFloat())
                    .isLessThan(1e-4f);
        }
    }

    @Test
    void anArrayOfTheWrongShapeIsNamed() {
        NetworkSpec spec = Architectures.named("resnet20@0.25");
        assertThatThrownBy(() -> Network.of(spec, Device.cpu(), (name, owner) -> owner.zeros(new Shape(3))))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("conv1.weight")
                .hasMessageContaining("(4, 3, 3, 3)");
    }

    private NDArray images(NetworkSpec spec, int count) {
        FeatureShape in = spec.input();
        manager.getEngine().setRandomSeed(3);
        return manager.randomNormal(new Shape(count, in.channels(), in.height(), in.width()));
    }

    @Test
    void aNetworkThatEndsInMapsGivesVectors() {
        NetworkSpec spec = NetworkSpec.builder("maps", new FeatureShape(3, 4, 4))
                .convolution("conv", 5, 1, 1)
                .globalAveragePool("pool")
                .build();
        try (Network maps = Network.create(spec, 1)) {
            NDArray logits =
                    maps.forward(manager.ones(new Shape(2, 3, 4, 4)), true).logits();
            assertThat(logits.getShape()).isEqualTo(new Shape(2, 5));
        }
    }

    @Test
    void imagesAreBroughtToTheNetworksPrecision() {
        try (Network single = Network.create(Architectures.named("vgg11@0.0625"), 1);
                Network wide = single.to(Device.cpu(), DataType.FLOAT64)) {
            NDArray images = manager.ones(new Shape(1, 3, 32, 32));
            assertThat(wide.forward(images, false).logits().getDataType()).isEqualTo(DataType.FLOAT64);
            assertThat(wide.forward(images, false, (node, array) -> {}).logits().getDataType())
                    .isEqualTo(DataType.FLOAT64);
            SparsityReport report;
            try (Batches batches = Batches.of(Synthetic.of(8, 4, 32, 1).test(), Normalization.CIFAR10)
                    .batchSize(4)) {
                report = SparsityReport.of(wide, batches);
            }
            assertThat(report.layers()).isNotEmpty();
        }
    }

    @Test
    void inFloat64TheZerosOfAPaddedShortcutAreOneArrayToo() {
        try (Network single = Network.create(Architectures.named("resnet20@0.25"), 1);
                Network wide = single.to(Device.cpu(), DataType.FLOAT64)) {
            int arrays = single.manager().getManagedArrays().size();
            assertThat(wide.manager().getManagedArrays()).hasSize(arrays);
        }
    }

    @Test
    void aCopyHasItsOwnMemoryWhateverItIsBroughtTo() {
        try (Network network = Network.create(Architectures.named("vgg11@0.0625"), 1);
                Network same = network.to(Device.cpu(), DataType.FLOAT32);
                Network wide = network.to(Device.cpu(), DataType.FLOAT64)) {
            float[] before = HostValues.floats(network.array("classifier.weight"));
            same.array("classifier.weight").muli(2);
            wide.array("classifier.weight").muli(2);
            assertThat(HostValues.floats(network.array("classifier.weight"))).isEqualTo(before);
        }
    }

    @Test
    void aNetworkThatCannotBeMadeLeavesNoManager() {
        List<NDManager> owners = new ArrayList<>();
        NetworkSpec spec = Architectures.named("resnet20@0.125");
        assertThatThrownBy(() -> Network.of(spec, Device.cpu(), (name, owner) -> {
                    owners.add(owner);
                    throw new OutOfMemoryError("as in the middle of a file");
                }))
                .isInstanceOf(OutOfMemoryError.class);
        assertThat(owners).singleElement().matches(owner -> !owner.isOpen(), "is closed");
    }
}
