package org.featureflow.benchmark;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.featureflow.FeatureFlowException;

/** What computes an inference. */
public enum InferenceEngine {
    /** The network as it is, by the toolkit itself: DJL with PyTorch's library. */
    DJL,
    /** The same with batch norms folded. */
    DJL_FOLDED,
    /** ONNX Runtime, which folds and fuses by itself. */
    ONNXRUNTIME;

    /**
     * An engine by the name users write.
     *
     * @param name {@code djl}, {@code djl-folded} or {@code onnxruntime}
     * @return the engine
     * @throws FeatureFlowException if there is none of that name
     */
    public static InferenceEngine named(String name) {
        return Arrays.stream(values())
                .filter(e -> e.label().equals(name.strip().toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new FeatureFlowException(
                        "There is no engine “" + name + "”; choose among " + String.join(", ", names()) + "."));
    }

    /**
     * All names.
     *
     * @return as users write them
     */
    public static List<String> names() {
        return Arrays.stream(values()).map(InferenceEngine::label).toList();
    }

    /**
     * The name users write.
     *
     * @return such as {@code djl-folded}
     */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
