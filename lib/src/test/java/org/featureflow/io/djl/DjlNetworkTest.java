package org.featureflow.io.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.ParameterStore;
import java.nio.file.Path;
import java.util.List;
import org.featureflow.FeatureFlowException;
import org.featureflow.engine.EngineSettings;
import org.featureflow.engine.GradMode;
import org.featureflow.io.NetworkFile;
import org.featureflow.io.NetworkNotes;
import org.featureflow.nn.ActivationFunction;
import org.featureflow.nn.AveragePool;
import org.featureflow.nn.Convolution;
import org.featureflow.nn.Elu;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.LeakyRelu;
import org.featureflow.nn.Linear;
import org.featureflow.nn.MaxPool;
import org.featureflow.nn.Network;
import org.featureflow.nn.Node;
import org.featureflow.nn.Nonlinearity;
import org.featureflow.nn.PerAxis;
import org.featureflow.prune.Pruning;
import org.featureflow.prune.Shrink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DjlNetworkTest {
    private static final FeatureShape INPUT = new FeatureShape(3, 16, 16);

    private NDManager manager;

    @BeforeEach
    void open() {
        manager = EngineSettings.engine().newBaseManager(Device.cpu());
    }

    @AfterEach
    void close() {
        manager.close();
    }

    private static Conv2d convolution(int filters, int kernel, int padding) {
        return Conv2d.builder()
                .setFilters(filters)
                .setKernelShape(new Shape(kernel, kernel))
                .optPadding(new Shape(padding, padding))
                .build();
    }

    private static Block linear(int units) {
        return ai.djl.nn.core.Linear.builder().setUnits(units).build();
    }

    private SequentialBlock initialised(SequentialBlock block) {
        // Whatever tests before this one have drawn.
        manager.getEngine().setRandomSeed(1);
        block.initialize(manager, DataType.FLOAT32, new Shape(1, 3, 16, 16));
        return block;
    }

    private NDArray difference(Block block, Network network) {
        try (GradMode off = GradMode.off()) {
            manager.getEngine().setRandomSeed(2);
            NDArray x = manager.randomNormal(new Shape(3, 3, 16, 16));
            NDArray expected = block.forward(new ParameterStore(manager, false), new NDList(x), false)
                    .singletonOrThrow();
            return network.forward(x, false).logits().sub(expected).abs().max();
        }
    }

    @Test
    void everyKnownBlockIsRead(@TempDir Path folder) {
        SequentialBlock block = initialised(new SequentialBlock()
                .add(convolution(8, 3, 1))
                .add(BatchNorm.builder().optEpsilon(1e-3f).optMomentum(0.8f).build())
                .add(Activation.reluBlock())
                .add(Pool.maxPool2dBlock(new Shape(3, 3), new Shape(2, 2), new Shape(1, 1)))
                .add(new SequentialBlock()
                        .add(Conv2d.builder()
                                .setFilters(8)
                                .setKernelShape(new Shape(3, 3))
                                .optPadding(new Shape(1, 1))
                                .optGroups(8)
                                .optBias(false)
                                .build())
                        .add(Activation.relu6Block()))
                .add(Pool.avgPool2dBlock(new Shape(2, 2), new Shape(2, 2)))
                .add(Blocks.identityBlock())
                .add(convolution(6, 1, 0))
                .add(Activation::relu)
                .add(Dropout.builder().optRate(0.5f).build())
                .add(Blocks.batchFlattenBlock())
                .add(linear(12))
                .add(Activation.swishBlock(1))
                .add(linear(5)));
        try (Network network = DjlNetwork.of(block, INPUT, "mine")) {
            assertThat(difference(block, network).getFloat()).isLessThan(1e-5f);
            assertThat(network.spec().node("02BatchNorm").layer())
                    .isEqualTo(new org.featureflow.nn.BatchNorm(8, 1e-3, 0.2));
            assertThat(network.spec().node("04LambdaBlock").layer()).isEqualTo(new MaxPool(3, 2, 1));
            assertThat(network.spec().node("05SequentialBlock.01Conv2d").layer())
                    .isEqualTo(new Convolution(8, 8, 3, 1, 1, 8, false));
            assertThat(network.spec().node("06LambdaBlock").layer()).isEqualTo(new AveragePool(2, 2, 0));
            assertThat(network.spec().node("14Linear").layer()).isEqualTo(new Linear(12, 5, true));
            assertThat(network.spec().taps())
                    .containsExactly("03LambdaBlock", "05SequentialBlock.02LambdaBlock", "09LambdaBlock");
            Path file = folder.resolve("mine.safetensors");
            try (Network smaller = Shrink.apply(network, Pruning.by("l1").plan(network))) {
                NetworkFile.save(smaller, file, NetworkNotes.NONE);
                assertThat(NetworkFile.spec(file)).isEqualTo(smaller.spec()).isNotEqualTo(network.spec());
            }
        }
    }

    @Test
    void windowsOfDjlMayHaveOtherRowsThanColumns() {
        SequentialBlock block = initialised(new SequentialBlock()
                .add(Conv2d.builder()
                        .setFilters(4)
                        .setKernelShape(new Shape(1, 3))
                        .optStride(new Shape(2, 1))
                        .optPadding(new Shape(0, 2))
                        .optDilation(new Shape(1, 2))
                        .build())
                .add(Blocks.batchFlattenBlock())
                .add(linear(5)));
        try (Network network = DjlNetwork.of(block, INPUT, "line")) {
            assertThat(difference(block, network).getFloat()).isLessThan(1e-5f);
            assertThat(network.spec().nodes().get(0).layer())
                    .isEqualTo(new Convolution(
                            INPUT.channels(),
                            4,
                            new PerAxis(1, 3),
                            new PerAxis(2, 1),
                            new PerAxis(0, 2),
                            new PerAxis(1, 2),
                            1,
                            true));
        }
    }

    @Test
    void slopesOfDjlsFunctionsAreTold() {
        SequentialBlock block = initialised(new SequentialBlock()
                .add(convolution(4, 3, 1))
                .add(Activation.leakyReluBlock(0.2f))
                .add(convolution(4, 3, 1))
                .add(Activation.eluBlock(0.7f))
                .add(convolution(4, 3, 1))
                .add(Activation.tanhBlock())
                .add(Blocks.batchFlattenBlock())
                .add(linear(5)));
        try (Network network = DjlNetwork.of(block, INPUT, "slopes")) {
            assertThat(difference(block, network).getFloat()).isLessThan(1e-5f);
            assertThat(network.spec().nodes())
                    .extracting(Node::layer)
                    .contains(new LeakyRelu(0.2), new Elu(0.7), new Nonlinearity(ActivationFunction.TANH));
        }
    }

    @Test
    void aGlobalPoolOfDjlIsAPoolAndAFlattening() {
        SequentialBlock block = initialised(new SequentialBlock()
                .add(convolution(8, 3, 1))
                .add(Activation.reluBlock())
                .add(Pool.globalAvgPool2dBlock())
                .add(linear(4)));
        try (Network network = DjlNetwork.of(block, INPUT, "pooled")) {
            assertThat(difference(block, network).getFloat()).isLessThan(1e-5f);
            assertThat(network.spec().nodes()).hasSize(5);
        }
    }

    @Test
    void theArraysAreCopies() {
        SequentialBlock block = initialised(
                new SequentialBlock().add(Blocks.batchFlattenBlock()).add(linear(4)));
        try (Network network = DjlNetwork.of(block, INPUT, "copied");
                GradMode off = GradMode.off()) {
            network.array("02Linear.bias").addi(1f);
            assertThat(difference(block, network).getFloat()).isBetween(0.999f, 1.001f);
        }
        assertThat(block.forward(
                                new ParameterStore(manager, false),
                                new NDList(manager.ones(new Shape(1, 3, 16, 16))),
                                false)
                        .head()
                        .getShape())
                .isEqualTo(new Shape(1, 4));
    }

    @Test
    void probabilitiesAreNoLogits() {
        SequentialBlock block = initialised(new SequentialBlock()
                .add(Blocks.batchFlattenBlock())
                .add(linear(4))
                .add(Activation.sigmoidBlock()));
        assertThatThrownBy(() -> DjlNetwork.of(block, INPUT, "sigmoid"))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("turns logits into something else");
    }

    @Test
    void whatCannotBeToldIsRefusedByName() {
        List<Block> odd = List.of(
                Activation.softPlusBlock(),
                Activation.seluBlock(),
                Pool.globalMaxPool2dBlock(),
                Pool.maxPool2dBlock(new Shape(2, 1), new Shape(2, 1)));
        for (Block block : odd) {
            SequentialBlock sequence =
                    initialised(new SequentialBlock().add(convolution(4, 3, 1)).add(block));
            assertThatThrownBy(() -> DjlNetwork.of(sequence, INPUT, "odd"))
                    .isInstanceOf(FeatureFlowException.class)
                    .hasMessageStartingWith("DJL block “02")
                    .hasMessageContaining("NetworkSpec.builder");
        }
    }

    @Test
    void anUninitialisedOrUnfinishedBlockIsExplained() {
        assertThatThrownBy(() -> DjlNetwork.of(new SequentialBlock().add(linear(3)), INPUT, "raw"))
                .hasMessageContaining("call its initialize first");
        SequentialBlock maps = initialised(new SequentialBlock().add(convolution(4, 3, 1)));
        assertThatThrownBy(() -> DjlNetwork.of(maps, INPUT, "maps")).hasMessageContaining("flatten it");
        SequentialBlock rows = initialised(new SequentialBlock().add(linear(4)));
        assertThatThrownBy(() -> DjlNetwork.of(rows, INPUT, "rows")).hasMessageContaining("flatten first");
    }
}
