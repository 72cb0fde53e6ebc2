package org.featureflow.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.types.DataType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.featureflow.FeatureFlowException;
import org.featureflow.data.DataSet;
import org.featureflow.data.Synthetic;
import org.featureflow.engine.Autograd;
import org.featureflow.engine.GradMode;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.Network;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.prune.Pruning;
import org.featureflow.prune.Shrink;
import org.featureflow.prune.Target;
import org.featureflow.regularize.FeatureFlowPenalty;
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
                .globalAveragePool("pool")
                .batchNorm("norm")
                .linear("linear", 10)
                .build();
        try (Network network = Network.create(spec, 1)) {
            assertThatThrownBy(() -> train(network, RECIPE.withBatch(1)))
                    .isInstanceOf(FeatureFlowException.class)
                    .hasMessageContaining("“norm”")
                    .hasMessageContaining("batch of 2");
        }
    }
}
