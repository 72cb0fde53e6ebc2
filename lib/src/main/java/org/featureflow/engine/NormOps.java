package org.featureflow.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;

/** The norms of a network, as {@link Ops} has its other operators. */
public final class NormOps {
    private NormOps() {}

    /**
     * Batch normalisation.
     *
     * @param x [B, C, H, W] or [B, C]
     * @param scale γ [C]
     * @param shift β [C]
     * @param runningMean [C], updated in place when training
     * @param runningVariance [C], updated in place when training
     * @param training whether to use the batch's statistics
     * @param momentum weight of the new batch in the running statistics (PyTorch's convention)
     * @param epsilon added to the variance
     * @return the shape of x
     */
    public static NDArray batchNorm(
            NDArray x,
            NDArray scale,
            NDArray shift,
            NDArray runningMean,
            NDArray runningVariance,
            boolean training,
            double momentum,
            double epsilon) {
        // The native call takes the statistics first, whatever the parameters of DJL's method are called.
        return JniUtils.batchNorm(
                (PtNDArray) x,
                (PtNDArray) runningMean,
                (PtNDArray) runningVariance,
                (PtNDArray) scale,
                (PtNDArray) shift,
                training,
                momentum,
                epsilon);
    }

    /**
     * Layer normalisation over the channels of every position. PyTorch normalises the last axis; channels-last, as arrays are on a CPU, nothing
     * is copied for that.
     *
     * @param x [B, C, H, W] or [B, C]
     * @param scale γ [C]
     * @param shift β [C]
     * @param epsilon added to the variance
     * @return the shape of x
     */
    public static NDArray layerNorm(NDArray x, NDArray scale, NDArray shift, double epsilon) {
        if (x.getShape().dimension() == 2) {
            return JniUtils.layerNorm((PtNDArray) x, scale.getShape(), (PtNDArray) scale, (PtNDArray) shift, epsilon);
        }
        try (PtNDArray rows = JniUtils.permute((PtNDArray) x, new long[] {0, 2, 3, 1});
                PtNDArray normalised =
                        JniUtils.layerNorm(rows, scale.getShape(), (PtNDArray) scale, (PtNDArray) shift, epsilon)) {
            return JniUtils.permute(normalised, new long[] {0, 3, 1, 2});
        }
    }

    /**
     * Normalisation over groups of channels with all their positions. Of means and products, since DJL does not bind PyTorch's: what is
     * channels-last stays so, and only numbers a channel are arranged anew.
     *
     * @param x [B, C, H, W] or [B, C]
     * @param scale γ [C]
     * @param shift β [C]
     * @param groups number of groups
     * @param epsilon added to the variance
     * @return the shape of x
     */
    public static NDArray groupNorm(NDArray x, NDArray scale, NDArray shift, int groups, double epsilon) {
        long channels = scale.size();
        Shape column = x.getShape().dimension() == 4 ? new Shape(channels, 1, 1) : scale.getShape();
        try (NDArray means = groupMeans(x, groups);
                NDArray centred = x.sub(means);
                NDArray squares = centred.mul(centred);
                NDArray variances = groupMeans(squares, groups);
                NDArray positive = Ops.plus(variances, epsilon);
                NDArray deviations = positive.sqrt();
                NDArray scales = scale.reshape(column);
                NDArray factors = scales.div(deviations);
                NDArray scaled = centred.mul(factors);
                NDArray summands = shift.reshape(column)) {
            return scaled.add(summands);
        }
    }

    /** For every channel the mean of its group: [B, C, 1, 1] or [B, C]. */
    private static NDArray groupMeans(NDArray x, int groups) {
        boolean map = x.getShape().dimension() == 4;
        long batch = x.getShape().get(0);
        long width = x.getShape().get(1) / groups;
        try (NDArray channels = map ? Ops.globalAveragePool(x) : x.reshape(x.getShape());
                NDArray grouped = channels.reshape(batch, groups, width);
                NDArray means = grouped.mean(new int[] {2}, true);
                NDArray repeated = means.broadcast(batch, groups, width)) {
            return repeated.reshape(channels.getShape());
        }
    }
}
