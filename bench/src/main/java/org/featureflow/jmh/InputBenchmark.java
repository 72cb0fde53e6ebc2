package org.featureflow.jmh;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.util.concurrent.TimeUnit;
import org.featureflow.data.Augmentation;
import org.featureflow.data.Batch;
import org.featureflow.data.Batches;
import org.featureflow.data.DataSet;
import org.featureflow.data.Synthetic;
import org.featureflow.engine.EngineSettings;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** One epoch of generated 32×32 images in batches of 128, cropped, flipped and normalised. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class InputBenchmark {
    private NDManager manager;
    private Batches batches;
    private int epoch;

    /** For JMH. */
    public InputBenchmark() {}

    /** Makes the images. */
    @Setup
    public void open() {
        manager = EngineSettings.engine().newBaseManager(Device.cpu());
        DataSet data = Synthetic.standard();
        batches = Batches.of(data.train(), data.normalization())
                .batchSize(128)
                .augment(Augmentation.cifar())
                .seed(1);
    }

    /** Frees them. */
    @TearDown
    public void close() {
        batches.close();
        manager.close();
    }

    /**
     * All batches of the next epoch.
     *
     * @return number of images
     */
    @Benchmark
    public int epoch() {
        int images = 0;
        for (Batch batch : batches.epoch(epoch++, manager)) {
            try (batch) {
                images += batch.size();
            }
        }
        return images;
    }
}
