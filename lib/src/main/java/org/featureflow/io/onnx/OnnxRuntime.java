package org.featureflow.io.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;
import org.featureflow.FeatureFlowException;

/**
 * A model in ONNX Runtime on the CPU, as a server would hold it. Needs {@code com.microsoft.onnxruntime:onnxruntime} on the class path, which
 * the library itself does not ask for.
 */
public final class OnnxRuntime implements AutoCloseable {
    private final Path path;
    private final OrtSession session;
    private final String input;

    private OnnxRuntime(Path path, OrtSession session) {
        this.path = path;
        this.session = session;
        this.input = session.getInputNames().iterator().next();
    }

    /**
     * Loads a model with all of the runtime's optimisations.
     *
     * @param path the file
     * @param threads threads an operator may use; 0 for as many as the runtime thinks best
     * @return the model; close it
     * @throws FeatureFlowException if the runtime is not there or refuses the file
     */
    public static OnnxRuntime open(Path path, int threads) {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            if (threads > 0) {
                options.setIntraOpNumThreads(threads);
            }
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
            return new OnnxRuntime(path, OrtEnvironment.getEnvironment().createSession(path.toString(), options));
        } catch (OrtException refused) {
            throw new FeatureFlowException(
                    "ONNX Runtime cannot use " + path + ": " + FeatureFlowException.firstLine(refused)
                            + "; export the network again.",
                    refused);
        } catch (NoClassDefFoundError missing) {
            throw new FeatureFlowException(
                    "ONNX Runtime is not there; put com.microsoft.onnxruntime:onnxruntime on the class path.", missing);
        }
    }

    /**
     * The version of the runtime.
     *
     * @return such as {@code 1.28.0}
     */
    public static String version() {
        return OrtEnvironment.getEnvironment().getVersion();
    }

    /**
     * Computes a batch.
     *
     * @param images pixels, image by image, each channel by channel
     * @param shape [batch, channels, height, width]
     * @return the first output, row by row
     */
    public float[] run(float[] images, long... shape) {
        FloatBuffer buffer = ByteBuffer.allocateDirect(Math.multiplyExact(images.length, Float.BYTES))
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        buffer.put(images).flip();
        try (OnnxTensor tensor = OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), buffer, shape);
                OrtSession.Result result = session.run(Map.of(input, tensor))) {
            FloatBuffer logits = ((OnnxTensor) result.get(0)).getFloatBuffer();
            float[] values = new float[logits.remaining()];
            logits.get(values);
            return values;
        } catch (OrtException failed) {
            throw new FeatureFlowException(
                    "ONNX Runtime cannot compute " + path + ": " + FeatureFlowException.firstLine(failed) + ".",
                    failed);
        }
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException failed) {
            throw new FeatureFlowException(
                    "ONNX Runtime cannot close " + path + ": " + FeatureFlowException.firstLine(failed) + ".", failed);
        }
    }
}
