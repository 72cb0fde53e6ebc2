package org.featureflow;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.loss.Loss;
import java.nio.file.Path;
import java.util.List;
import org.featureflow.data.DataSet;
import org.featureflow.data.Synthetic;
import org.featureflow.engine.EngineSettings;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.Network;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.nn.Output;

/**
 * What an example may use without declaring it. Every example is compiled as the body of a method of a subclass, so a variable that it
 * declares itself hides the one from here.
 */
public abstract class ExampleSurroundings implements AutoCloseable {
    /** Two hundred generated images of 16×16, and a hundred for testing. */
    protected final DataSet data = Synthetic.of(200, 100, 16, 1);

    /** Two tapped convolutions for these images. */
    protected final Network network = Network.create(
            NetworkSpec.builder("tiny", new FeatureShape(3, 16, 16))
                    .convolution("conv1", 8, 3, 1)
                    .batchNorm("bn1")
                    .relu("relu1")
                    .tap()
                    .convolution("conv2", 8, 3, 1)
                    .batchNorm("bn2")
                    .relu("relu2")
                    .tap()
                    .globalAveragePool("pool")
                    .flatten("flatten")
                    .linear("fc", 10)
                    .build(),
            1);

    /** Owner of the example's arrays. */
    protected final NDManager manager = EngineSettings.engine().newBaseManager();

    /** Eight images [8, 3, 16, 16]. */
    protected final NDArray images = seeded(manager).randomUniform(0, 1, new ai.djl.ndarray.types.Shape(8, 3, 16, 16));

    /** What the network makes of them. */
    protected final Output output = network.forward(images, false);

    /** The feature flow of the same. */
    protected final List<NDArray> features = output.features();

    /** A loss (). */
    protected final NDArray crossEntropy = Loss.softmaxCrossEntropyLoss()
            .evaluate(new NDList(manager.zeros(new ai.djl.ndarray.types.Shape(8))), new NDList(output.logits()));

    /** An empty folder. */
    protected Path folder;

    private static NDManager seeded(NDManager manager) {
        // Whatever examples before this one have drawn.
        manager.getEngine().setRandomSeed(1);
        return manager;
    }

    /**
     * Runs the example.
     *
     * @throws Exception whatever it throws
     */
    public abstract void run() throws Exception;

    @Override
    public void close() {
        manager.close();
        network.close();
    }
}
