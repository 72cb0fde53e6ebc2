package org.featureflow.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.featureflow.FeatureFlowException;
import org.featureflow.data.DataSet;
import org.featureflow.data.Synthetic;
import org.featureflow.engine.Autograd;
import org.featureflow.engine.GradMode;
import org.featureflow.io.NetworkFile;
import org.featureflow.io.NetworkNotes;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.Network;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.prune.Pruning;
import org.featureflow.prune.Shrink;
import org.featureflow.prune.Target;
import org.featureflow.regularize.BackwardPass;
import org.featureflow.regularize.FeatureFlowPenalty;
import org.featureflow.regularize.Penalties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Some of a network's arrays are kept as they are while the others are trained. */
class FrozenTest {
    private static final DataSet DATA = Synthetic.of(64, 16, 16, 5);
    private static final Recipe RECIPE =
            Recipes.quick().withEpochs(1).withBatch(16).withValidation(0);

    private static void train(Network network, Recipe recipe) {
        Training.of(network, DATA)
                .recipe(recipe)
                .regularizer(FeatureFlowPenalty.of(1e-6, 1e-6))
                .run()
                .close();
    }

    private static void freezeBeginning(Network network) {
        network.freezeParameters(
                true, p -> p.getName().endsWith("1.weight") || p.getName().endsWith("1.bias"));
    }

    private static Map<String, float[]> values(Network network, boolean frozen) {
        return network.parameters().entrySet().stream()
                .filter(e -> network.spec().parameters().get(e.getKey()).kind().trained())
                .filter(e -> e.getKey().contains("1.") == frozen)
                .collect(Collectors.toMap(
                        Map.Entry::getKey, e -> e.getValue().getArray().toFloatArray()));
    }

    private static void requireOnlyTheRestLearns(Network network, Recipe recipe) {
        Map<String, float[]> frozen = values(network, true);
        Map<String, float[]> others = values(network, false);
        train(network, recipe);
        frozen.forEach((name, before) ->
                assertThat(network.array(name).toFloatArray()).as(name).isEqualTo(before));
        others.forEach((name, before) ->
                assertThat(network.array(name).toFloatArray()).as(name).isNotEqualTo(before));
    }

    /** Its gradient is still there, as zeros, so that decay and momentum would have something to work with. */
    @ParameterizedTest
    @ValueSource(strings = {"sgd", "adamw", "clipped", "averaged"})
    void whatWasTrainedBeforeIsKeptToo(String kind) {
        Recipe recipe =
                switch (kind) {
                    case "sgd" -> RECIPE;
                    case "adamw" -> RECIPE.withAdamW().withLearningRate(1e-3);
                    case "clipped" -> RECIPE.withClipNorm(0.1);
                    default -> RECIPE.withAveraging(0.9);
                };
        try (Network network = Network.create(TrainingTest.small(), 1)) {
            train(network, recipe);
            freezeBeginning(network);
            requireOnlyTheRestLearns(network, recipe);
        }
    }

    @Test
    void copiesAndSmallerNetworksKeepItFrozen() {
        try (Network network = Network.create(TrainingTest.small(), 1)) {
            freezeBeginning(network);
            try (Network copy = network.copy();
                    Network again = copy.to(Device.cpu(), DataType.FLOAT32);
                    Network small = Shrink.apply(
                            again, Pruning.by("l1").target(Target.channels(0.5)).plan(again))) {
                requireOnlyTheRestLearns(small, RECIPE);
            }
            try (Network precise = network.to(Device.cpu(), DataType.FLOAT64)) {
                assertThat(precise.array("conv1.weight").hasGradient()).isFalse();
                assertThat(precise.array("conv2.weight").hasGradient()).isTrue();
            }
        }
    }

    private static Map<String, float[]> named(Network network, String beginning) {
        return network.parameters().entrySet().stream()
                .filter(e -> e.getKey().startsWith(beginning))
                .collect(Collectors.toMap(
                        Map.Entry::getKey, e -> e.getValue().getArray().toFloatArray()));
    }

    private static void assertSame(Map<String, float[]> before, Map<String, float[]> after) {
        assertThat(after).containsOnlyKeys(before.keySet());
        before.forEach((name, values) -> assertThat(after.get(name)).as(name).isEqualTo(values));
    }

    /** With averaging the average of what stays would be itself but for rounding; with a closed form the graph is cut. */
    @ParameterizedTest
    @ValueSource(strings = {"closed form", "graph", "averaged"})
    void aFrozenBatchNormKeepsItsStatisticsToo(String kind, @TempDir Path folder) {
        Recipe recipe = kind.equals("averaged") ? RECIPE.withAveraging(0.9) : RECIPE;
        try (Network network = Network.create(TrainingTest.small(), 1)) {
            train(network, RECIPE);
            Map<String, float[]> norm = named(network, "bn1.");
            float[] other = network.array("bn2.running_mean").toFloatArray();
            network.freeze(List.of("conv1", "bn1"));
            Training training = Training.of(network, DATA).recipe(recipe);
            if (!kind.equals("graph")) {
                training.regularizer(FeatureFlowPenalty.of(1e-6, 1e-6));
            }
            try (TrainingResult result = training.run()) {
                assertThat(norm).hasSize(4);
                assertSame(norm, named(network, "bn1."));
                assertSame(norm, named(result.best(), "bn1."));
                assertThat(network.array("bn2.running_mean").toFloatArray()).isNotEqualTo(other);
            }
            NetworkFile.save(network, folder.resolve("net.safetensors"), NetworkNotes.NONE);
            try (Network loaded =
                    NetworkFile.load(folder.resolve("net.safetensors")).network()) {
                assertSame(norm, named(loaded, "bn1."));
                assertThat(loaded.frozen()).as("a file does not say it").isEmpty();
            }
        }
    }

    /** The derivative of the loss by a weight before the norm, whose statistics do not move with it. */
    @Test
    void gradientsPassAFrozenBatchNormAsCentralDifferencesDo() {
        try (Network single = Network.create(TrainingTest.small(), 1);
                Network network = single.to(Device.cpu(), DataType.FLOAT64);
                NDManager step = network.manager().newSubManager()) {
            try (GradMode off = GradMode.off()) {
                network.array("bn1.running_mean").addi(0.2);
                network.array("bn1.running_var").muli(3);
            }
            network.freeze(List.of("bn1"));
            NDArray images = step.arange(4 * 3 * 16 * 16)
                    .toType(DataType.FLOAT64, false)
                    .mul(0.7)
                    .sin()
                    .reshape(4, 3, 16, 16);
            BackwardPass.run(network, images, logits -> logits.square().sum(), Penalties.NONE, 0, 1);
            NDArray weight = network.array("conv1.weight");
            double gradient = Autograd.gradient(weight).getDouble(2, 1, 0, 2);
            double difference = (moved(network, images, 1e-6) - moved(network, images, -1e-6)) / 2e-6;
            assertThat(gradient)
                    .isCloseTo(difference, within(1e-6 * Math.abs(gradient)))
                    .isNotZero();
        }
    }

    private static double moved(Network network, NDArray images, double by) {
        try (GradMode off = GradMode.off();
                Network copy = network.copy()) {
            NDArray delta = images.getManager().zeros(copy.array("conv1.weight").getShape(), DataType.FLOAT64);
            delta.set(new NDIndex(2, 1, 0, 2), by);
            copy.array("conv1.weight").addi(delta);
            return copy.forward(images, true).logits().square().sum().getDouble();
        }
    }

    @Test
    void aBatchNormOfWhichOnlyTheScaleIsFrozenRenewsItsStatistics() {
        try (Network network = Network.create(TrainingTest.small(), 1)) {
            network.freezeParameters(true, p -> p.getName().equals("bn1.weight"));
            assertThat(network.frozen()).containsExactly("bn1.weight");
            float[] before = network.array("bn1.running_mean").toFloatArray();
            train(network, RECIPE);
            assertThat(network.array("bn1.running_mean").toFloatArray()).isNotEqualTo(before);
        }
    }

    @Test
    void stoppedAndResumedAFrozenRunEndsAsIfNothingHadHappened(@TempDir Path folder) {
        Map<String, float[]> calm;
        try (Network network = Network.create(TrainingTest.small(), 1)) {
            network.freeze(List.of("conv1", "bn1"));
            train(network, RECIPE.withEpochs(2));
            calm = named(network, "");
        }
        try (Network network = Network.create(TrainingTest.small(), 1);
                Network again = Network.create(TrainingTest.small(), 2)) {
            network.freeze(List.of("conv1", "bn1"));
            assertThatThrownBy(() -> resumable(network, folder)
                            .afterStep((n, step) -> {
                                if (step == 5) {
                                    Thread.currentThread().interrupt();
                                }
                            })
                            .run())
                    .isInstanceOf(TrainingStoppedException.class);
            again.freeze(List.of("bn1", "conv1"));
            resumable(again, folder).run().close();
            assertSame(calm, named(again, ""));
        }
    }

    private static Training resumable(Network network, Path folder) {
        return Training.of(network, DATA)
                .recipe(RECIPE.withEpochs(2))
                .regularizer(FeatureFlowPenalty.of(1e-6, 1e-6))
                .checkpoints(folder)
                .resume(true);
    }

    @Test
    void aRunGoesOnOnlyWithTheSameArraysFrozen(@TempDir Path folder) {
        try (Network network = Network.create(TrainingTest.small(), 1);
                Network other = Network.create(TrainingTest.small(), 1)) {
            freezeBeginning(network);
            Training.of(network, DATA).recipe(RECIPE).checkpoints(folder).run().close();
            Training again =
                    Training.of(other, DATA).recipe(RECIPE).checkpoints(folder).resume(true);
            assertThatThrownBy(again::run)
                    .isInstanceOf(FeatureFlowException.class)
                    .hasMessageContaining("another set of frozen arrays");
            other.freezeLike(network);
            try (TrainingResult result = again.run()) {
                assertThat(result.best().frozen()).isEqualTo(network.frozen()).isNotEmpty();
            }
        }
    }

    @Test
    void aNetworkLearnsAgainWhenItIsUnfrozen() {
        try (Network network = Network.create(TrainingTest.small(), 1)) {
            network.freezeParameters(true);
            assertThatThrownBy(() -> train(network, RECIPE))
                    .isInstanceOf(FeatureFlowException.class)
                    .hasMessageContaining("frozen");
            network.freezeParameters(false);
            float[] before = network.array("conv1.weight").toFloatArray();
            train(network, RECIPE);
            assertThat(network.array("conv1.weight").toFloatArray()).isNotEqualTo(before);
        }
    }

    @Test
    void aNetworkFromDjlsOwnFileLearns(@TempDir Path folder) throws IOException, MalformedModelException {
        try (Network network = Network.create(TrainingTest.small(), 1);
                Network loaded = Network.create(TrainingTest.small(), 2);
                Model from = Model.newInstance("net", Device.cpu(), "PyTorch");
                Model to = Model.newInstance("net", Device.cpu(), "PyTorch")) {
            from.setBlock(network);
            from.save(folder, "net");
            to.setBlock(loaded);
            to.load(folder, "net");
            train(network, RECIPE);
            train(loaded, RECIPE);
            assertThat(loaded.array("conv1.weight").toFloatArray())
                    .isEqualTo(network.array("conv1.weight").toFloatArray());
        }
    }

    @Test
    void gradientsFromBeforeATrainingPlayNoPart() {
        try (Network one = Network.create(TrainingTest.small(), 1);
                Network other = Network.create(TrainingTest.small(), 1)) {
            try (GradMode on = GradMode.on()) {
                Autograd.backward(other.array("conv1.weight").square().sum());
            }
            train(one, RECIPE);
            train(other, RECIPE);
            assertThat(other.array("conv1.weight").toFloatArray())
                    .isEqualTo(one.array("conv1.weight").toFloatArray());
        }
    }

    @Test
    void batchNormOfOneVectorIsRefused() {
        NetworkSpec spec = NetworkSpec.builder("vectors", new FeatureShape(3, 16, 16))
                .convolution("conv1", 8, 3, 2)
                .tap()
                .globalAveragePool("pool")
                .batchNorm("norm")
                .linear("linear", 10)
                .build();
        try (Network network = Network.create(spec, 1)) {
            assertThatThrownBy(() -> train(network, RECIPE.withBatch(1)))
                    .isInstanceOf(FeatureFlowException.class)
                    .hasMessageContaining("“norm”")
                    .hasMessageContaining("batch of 2");
            network.freeze(List.of("norm"));
            train(network, RECIPE.withBatch(1));
            assertThat(network.array("norm.running_mean").toFloatArray()).containsOnly(0);
        }
    }
}
