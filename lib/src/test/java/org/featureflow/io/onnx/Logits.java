package org.featureflow.io.onnx;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.nio.file.Path;
import org.featureflow.engine.GradMode;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.Network;
import org.featureflow.prune.Networks;

/** What networks and ONNX Runtime say about the same random images. */
final class Logits {
    static final int IMAGES = 3;

    private Logits() {}

    static float[] of(Network network) {
        try (GradMode off = GradMode.off();
                NDManager manager = network.manager().newSubManager()) {
            NDArray images = Networks.images(network, IMAGES, manager, 5);
            return network.forward(images, false)
                    .logits()
                    .toType(DataType.FLOAT32, false)
                    .toFloatArray();
        }
    }

    /** ONNX Runtime's logits for the images that the network would get. */
    static float[] ofRuntime(Path model, Network network) {
        FeatureShape in = network.spec().input();
        try (NDManager manager = network.manager().newSubManager();
                OnnxRuntime runtime = OnnxRuntime.open(model, 1)) {
            float[] images = Networks.images(network, IMAGES, manager, 5)
                    .toType(DataType.FLOAT32, false)
                    .toFloatArray();
            return runtime.run(images, IMAGES, in.channels(), in.height(), in.width());
        }
    }

    /** Largest difference, over the size of the logits where they are large. */
    static double difference(float[] a, float[] b) {
        if (a.length != b.length) {
            throw new AssertionError(a.length + " logits against " + b.length);
        }
        double worst = 0;
        double scale = 1;
        for (int i = 0; i < a.length; i++) {
            worst = Math.max(worst, Math.abs(a[i] - b[i]));
            scale = Math.max(scale, Math.abs(a[i]));
        }
        return Double.isNaN(worst) ? Double.POSITIVE_INFINITY : worst / scale;
    }
}
