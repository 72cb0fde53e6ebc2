package org.featureflow.train;

import ai.djl.ndarray.NDArray;
import org.featureflow.engine.Scalars;

/**
 * Softmax cross-entropy, mean over the batch, with optional label smoothing (Szegedy et al. 2016) as in PyTorch: with smoothing α and C
 * classes, (1 − α) (−log p_y) + α/C Σ_c (−log p_c).
 */
public final class CrossEntropy {
    private CrossEntropy() {}

    /**
     * The mean loss of a batch.
     *
     * @param logits [B, C]
     * @param labels int64 [B], each from 0 to C − 1
     * @param smoothing α in [0, 1)
     * @return a scalar () with its graph, owned by the manager of the logits
     */
    public static NDArray of(NDArray logits, NDArray labels, double smoothing) {
        try (NDArray logProbabilities = logits.logSoftmax(1);
                NDArray index = labels.reshape(labels.size(), 1);
                NDArray chosen = logProbabilities.gather(index, 1);
                NDArray mean = chosen.mean()) {
            if (smoothing == 0) {
                return mean.neg();
            }
            NDArray keep = Scalars.ownedBy(logits.getManager(), logits.getDataType(), smoothing - 1);
            NDArray spread = Scalars.ownedBy(logits.getManager(), logits.getDataType(), smoothing);
            try (NDArray own = mean.mul(keep);
                    NDArray all = logProbabilities.mean();
                    NDArray others = all.mul(spread)) {
                return own.sub(others);
            }
        }
    }
}
