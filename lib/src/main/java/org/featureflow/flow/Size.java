package org.featureflow.flow;

import ai.djl.ndarray.NDArray;
import org.featureflow.engine.Ops;

/** The size of one difference of features: a norm per image, the mean over the batch. */
final class Size {
    private Size() {}

    static NDArray of(NDArray d, Norm norm, Reduction reduction) {
        double batch = d.getShape().get(0);
        double elements = d.getShape().size() / batch;
        boolean mean = reduction == Reduction.MEAN;
        return switch (norm) {
            case L1 -> Ops.scale(Ops.norm(d, 1), 1 / (mean ? batch * elements : batch));
            case SQUARED_L2 -> Ops.scale(d.square().sum(), 1 / (mean ? batch * elements : batch));
            case L2 -> Ops.scale(Ops.normPerImage(d).sum(), 1 / (mean ? batch * Math.sqrt(elements) : batch));
        };
    }
}
