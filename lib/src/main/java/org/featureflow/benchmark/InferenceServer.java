package org.featureflow.benchmark;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Path;
import org.featureflow.cost.RandomPixels;
import org.featureflow.engine.GradMode;
import org.featureflow.io.NetworkFile;
import org.featureflow.io.onnx.OnnxRuntime;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.Network;

/**
 * One engine with one network: reads a batch size and a number of runs a line, answers with their times in milliseconds, comma-separated. A
 * run goes from pixels in a Java array to logits in a Java array.
 */
public final class InferenceServer {
    private interface Model {
        float[] run(float[] pixels, int batch);
    }

    private InferenceServer() {}

    /**
     * Serves until the input ends; ends the JVM with code 1 and a sentence if it cannot.
     *
     * @param arguments engine, file, threads, channels, height, width
     */
    public static void main(String[] arguments) {
        Turns.main(() -> serve(arguments));
    }

    private static void serve(String[] arguments) throws IOException {
        FeatureShape image = new FeatureShape(
                Integer.parseInt(arguments[3]), Integer.parseInt(arguments[4]), Integer.parseInt(arguments[5]));
        Path file = Path.of(arguments[1]);
        if (InferenceEngine.named(arguments[0]) == InferenceEngine.ONNXRUNTIME) {
            try (OnnxRuntime runtime = OnnxRuntime.open(file, Integer.parseInt(arguments[2]))) {
                serve(
                        image,
                        (pixels, batch) -> runtime.run(pixels, batch, image.channels(), image.height(), image.width()));
            }
            return;
        }
        try (Network network = NetworkFile.load(file).network();
                GradMode off = GradMode.off()) {
            serve(image, (pixels, batch) -> run(network, image, pixels, batch));
        }
    }

    private static float[] run(Network network, FeatureShape image, float[] pixels, int batch) {
        try (NDManager step = network.manager().newSubManager()) {
            // The order of the pixels is the server's choice: channels last for PyTorch's library on a CPU.
            NDArray nhwc = step.create(pixels, new Shape(batch, image.height(), image.width(), image.channels()));
            return network.forward(nhwc.transpose(0, 3, 1, 2), false).logits().toFloatArray();
        }
    }

    private static void serve(FeatureShape image, Model model) throws IOException {
        Turns.serve(line -> {
            String[] request = line.split(" ");
            int batch = Integer.parseInt(request[0]);
            float[] pixels = RandomPixels.of(image, batch);
            return new Turns.Turn(() -> model.run(pixels, batch), Integer.parseInt(request[1]));
        });
    }
}
