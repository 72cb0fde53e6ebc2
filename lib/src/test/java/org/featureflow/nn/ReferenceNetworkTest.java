package org.featureflow.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.featureflow.engine.EngineSettings;
import org.featureflow.engine.GradMode;
import org.featureflow.flow.FeatureFlow;
import org.featureflow.flow.FlowOptions;
import org.featureflow.flow.Norm;
import org.featureflow.flow.Reduction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A trained ResNet-20 on real images against PyTorch's logits and flow terms, computed there in float64. */
class ReferenceNetworkTest {
    private static final int RECORD = 1 + 3 * 32 * 32;
    private static final double[] MEAN = {0.485, 0.456, 0.406};
    private static final double[] DEVIATION = {0.229, 0.224, 0.225};

    private NDManager manager;
    private GradMode off;
    private NDList expected;
    private Network network;

    @BeforeEach
    void open() throws IOException {
        manager = EngineSettings.engine().newBaseManager(Device.cpu());
        off = GradMode.off();
        expected = arrays("network.npz");
        NDList weights = arrays("resnet20-weights.npz");
        network = Network.of(Architectures.named("resnet20"), Device.cpu(), (name, owner) -> {
            NDArray w = weights.get(name).toType(DataType.FLOAT64, true);
            w.attach(owner);
            return w;
        });
    }

    @AfterEach
    void close() {
        network.close();
        off.close();
        manager.close();
    }

    @Test
    void logitsEqualPyTorch() throws IOException {
        byte[] records = resource("cifar10-test-16.bin").readAllBytes();
        NDArray logits = network.forward(images(records), false).logits();
        NDArray reference = expected.get("logits").get(new NDIndex("0:16"));
        assertThat(logits.sub(reference).abs().max().getDouble())
                .isLessThan(1e-10 * reference.abs().max().getDouble());
    }

    @Test
    void logitsInFloat32AreCloseToPyTorch() throws IOException {
        try (Network single = network.to(Device.cpu(), DataType.FLOAT32)) {
            NDArray x = images(resource("cifar10-test-16.bin").readAllBytes()).toType(DataType.FLOAT32, false);
            NDArray logits = single.forward(x, false).logits().toType(DataType.FLOAT64, false);
            NDArray reference = expected.get("logits").get(new NDIndex("0:16"));
            assertThat(logits.sub(reference).abs().max().getDouble())
                    .isLessThan(1e-4 * reference.abs().max().getDouble());
        }
    }

    /** The reference took the flow over 64 images, more than the project ships. */
    @Test
    void flowTermsOfSixtyFourImagesEqualPyTorch() throws IOException {
        String folder = System.getenv("FEATUREFLOW_DATA");
        assumeThat(folder).as("FEATUREFLOW_DATA names a data folder").isNotNull();
        Path set = Path.of(folder, "cifar-10-lossless-subset");
        assumeThat(set).as("the lossless CIFAR-10 subset").isDirectory();
        byte[] records;
        try (InputStream in = Files.newInputStream(set.resolve("test_lossless.bin"))) {
            records = in.readNBytes(64 * RECORD);
        }
        Output out = network.forward(images(records), false);
        assertThat(out.logits().sub(expected.get("logits")).abs().max().getDouble())
                .isLessThan(1e-9);
        for (Norm norm : new Norm[] {Norm.L1, Norm.L2}) {
            double[] terms = expected.get("flow/" + norm.name().toLowerCase(java.util.Locale.ROOT))
                    .toDoubleArray();
            FeatureFlow flow = FeatureFlow.of(
                    out.features(), FlowOptions.DEFAULT.with(norm).with(Reduction.MEAN));
            assertThat(flow.gradient().getDouble()).isCloseTo(terms[0], within(1e-10 * terms[0]));
            assertThat(flow.curvature().getDouble()).isCloseTo(terms[1], within(1e-10 * terms[1]));
        }
    }

    /** In training mode batch norm uses the batch and moves the running statistics by PyTorch's momentum of 0.1. */
    @Test
    void trainingUpdatesTheRunningStatistics() {
        NetworkSpec spec = NetworkSpec.builder("bn", new FeatureShape(1, 1, 2))
                .batchNorm("bn")
                .globalAveragePool("gap")
                .build();
        try (Network bn = Network.create(spec, 1)) {
            NDArray x = manager.create(new float[] {1, 3, 5, 7}, new Shape(2, 1, 1, 2));
            NDArray y = bn.forward(x, true).logits();
            assertThat(bn.array("bn.running_mean").getFloat(0)).isCloseTo(0.4f, within(1e-6f));
            // Unbiased variance of 1, 3, 5, 7 is 20/3.
            assertThat(bn.array("bn.running_var").getFloat(0)).isCloseTo(0.9f + 0.1f * 20 / 3, within(1e-5f));
            assertThat(y.toFloatArray()[0]).isCloseTo((float) (-2 / Math.sqrt(5 + 1e-5)), within(1e-5f));
        }
    }

    private NDArray images(byte[] records) {
        int count = records.length / RECORD;
        double[] pixels = new double[count * (RECORD - 1)];
        for (int i = 0; i < pixels.length; i++) {
            int image = i / (RECORD - 1);
            int inImage = i % (RECORD - 1);
            int channel = inImage / 1024;
            int value = records[image * RECORD + 1 + inImage] & 0xff;
            pixels[i] = (value / 255.0 - MEAN[channel]) / DEVIATION[channel];
        }
        return manager.create(pixels, new Shape(count, 3, 32, 32));
    }

    private NDList arrays(String name) throws IOException {
        try (InputStream in = resource(name)) {
            return NDList.decode(manager, in);
        }
    }

    private static InputStream resource(String name) {
        return ReferenceNetworkTest.class.getResourceAsStream("/reference/" + name);
    }
}
