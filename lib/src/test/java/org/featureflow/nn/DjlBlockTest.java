package org.featureflow.nn;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import ai.djl.translate.NoopTranslator;
import ai.djl.translate.TranslateException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.featureflow.flow.FeatureFlow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our networks in DJL's machinery, and our penalty on DJL's blocks. */
class DjlBlockTest {
    private static final int BATCH = 8;

    private static DefaultTrainingConfig config() {
        return new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
                .optOptimizer(Optimizer.sgd()
                        .setLearningRateTracker(Tracker.fixed(0.05f))
                        .build())
                .optDevices(new Device[] {Device.cpu()});
    }

    private static NDArray labels(NDManager manager) {
        return manager.arange(BATCH).mod(3).toType(DataType.INT64, false);
    }

    private static Model model(ai.djl.nn.Block block) {
        Model model = Model.newInstance("model", Device.cpu(), "PyTorch");
        model.setBlock(block);
        return model;
    }

    @Test
    void aNetworkPredictsInADjlModel() throws TranslateException {
        try (Network network = Network.create(Architectures.named("resnet20@0.25:3"), 1);
                Model model = model(network);
                NDManager manager = model.getNDManager().newSubManager();
                Predictor<NDList, NDList> predictor = model.newPredictor(new NoopTranslator())) {
            manager.getEngine().setRandomSeed(1);
            NDArray x = manager.randomNormal(new Shape(BATCH, 3, 32, 32));
            NDArray logits = predictor.predict(new NDList(x)).singletonOrThrow();
            assertThat(logits.toFloatArray())
                    .isEqualTo(network.forward(x, false).logits().toFloatArray());
        }
    }

    @Test
    void aNetworkIsTrainedByDjlsTrainer() {
        NetworkSpec spec = Architectures.named("vgg11@0.125:3");
        try (Network network = Network.create(spec, 1);
                Model model = model(network);
                Trainer trainer = model.newTrainer(config());
                NDManager manager = trainer.getManager().newSubManager()) {
            trainer.initialize(new Shape(BATCH, 3, 32, 32));
            manager.getEngine().setRandomSeed(1);
            NDList x = new NDList(manager.randomNormal(new Shape(BATCH, 3, 32, 32)));
            NDList y = new NDList(labels(manager));
            float[] mean = network.array("features.1.running_mean").toFloatArray();
            float first = step(trainer, x, y, false);
            float last = first;
            for (int i = 0; i < 15; i++) {
                last = step(trainer, x, y, false);
            }
            assertThat(last).isLessThan(0.5f * first);
            assertThat(network.array("features.1.running_mean").toFloatArray()).isNotEqualTo(mean);
        }
    }

    /** Any block that gives its features can be regularised: here a sequential block that returns what lies between. */
    @Test
    void featureFlowOfAUsersOwnBlockIsTrainedDown() {
        SequentialBlock block = new SequentialBlock();
        for (int i = 0; i < 3; i++) {
            block.add(Conv2d.builder()
                            .setFilters(6)
                            .setKernelShape(new Shape(3, 3))
                            .optPadding(new Shape(1, 1))
                            .build())
                    .add(Activation.reluBlock());
        }
        block.add(Blocks.batchFlattenBlock())
                .add(Linear.builder().setUnits(3).build())
                .setReturnIntermediate(true);
        try (Model model = model(block);
                Trainer trainer = model.newTrainer(config());
                NDManager manager = trainer.getManager().newSubManager()) {
            // Whatever tests before this one have drawn.
            manager.getEngine().setRandomSeed(1);
            trainer.initialize(new Shape(BATCH, 3, 12, 12));
            NDList x = new NDList(manager.randomNormal(new Shape(BATCH, 3, 12, 12)));
            NDList y = new NDList(labels(manager));
            float before = flow(trainer.forward(x)).getFloat();
            for (int i = 0; i < 10; i++) {
                step(trainer, x, y, true);
            }
            assertThat(flow(trainer.forward(x)).getFloat()).isLessThan(0.7f * before);
        }
    }

    private static NDArray flow(NDList outputs) {
        FeatureFlow flow = FeatureFlow.of(List.of(outputs.get(1), outputs.get(3), outputs.get(5)));
        return flow.gradient().add(flow.curvature());
    }

    private static float step(Trainer trainer, NDList x, NDList y, boolean regularised) {
        float value;
        try (GradientCollector collector = trainer.newGradientCollector()) {
            NDList outputs = trainer.forward(x);
            NDArray loss = trainer.getLoss().evaluate(y, new NDList(outputs.get(outputs.size() - 1)));
            NDArray total = regularised ? loss.add(flow(outputs).mul(1e-3f)) : loss;
            collector.backward(total);
            value = total.getFloat();
        }
        trainer.step();
        return value;
    }

    @Test
    void parametersTravelThroughDjlsOwnFormat(@TempDir Path folder) throws IOException, MalformedModelException {
        NetworkSpec spec = Architectures.named("resnet20b@0.25");
        try (Network network = Network.create(spec, 1);
                Network other = Network.create(spec, 2);
                Model model = model(network);
                Model copy = model(other)) {
            model.save(folder, "net");
            copy.load(folder, "net");
            assertThat(other.array("layer3.2.conv2.weight").toFloatArray())
                    .isEqualTo(network.array("layer3.2.conv2.weight").toFloatArray());
        }
    }
}
