package org.featureflow.flow;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.featureflow.FeatureFlowException;
import org.featureflow.engine.Ops;

/** Brings features of different shapes into one, see {@link Transition}. */
final class Projection {
    private Projection() {}

    /** The shape in which some features are compared: the smallest map, and the most (pad) or fewest (average) channels. */
    static Shape common(List<NDArray> features, Transition transition) {
        long batch = features.get(0).getShape().get(0);
        long channels = 0;
        long height = Long.MAX_VALUE;
        long width = Long.MAX_VALUE;
        for (NDArray f : features) {
            Shape s = f.getShape();
            if (s.dimension() != 4) {
                throw new FeatureFlowException("Only features [B, C, H, W] can be projected onto each other, not " + s
                        + "; use the transition WITHIN_STAGE or tap only convolutional layers.");
            }
            boolean more = s.get(1) > channels;
            channels = channels == 0 || more == (transition == Transition.PROJECT_PAD) ? s.get(1) : channels;
            height = Math.min(height, s.get(2));
            width = Math.min(width, s.get(3));
        }
        return new Shape(batch, channels, height, width);
    }

    /** Average-pools the map and pads or averages the channels of a feature, as far as they differ from the target. */
    static NDArray to(NDArray feature, Shape target) {
        NDArray x = feature;
        if (x.getShape().get(2) != target.get(2) || x.getShape().get(3) != target.get(3)) {
            x = Ops.adaptiveAveragePool(x, target.get(2), target.get(3));
        }
        long given = x.getShape().get(1);
        long wanted = target.get(1);
        if (given < wanted) {
            return padded(x, (wanted - given) / 2, wanted - given - (wanted - given) / 2);
        }
        return given > wanted ? averaged(x, (int) wanted) : x;
    }

    private static NDArray padded(NDArray x, long before, long after) {
        NDList parts = new NDList();
        if (before > 0) {
            parts.add(zeros(x, before));
        }
        parts.add(x);
        if (after > 0) {
            parts.add(zeros(x, after));
        }
        return NDArrays.concat(parts, 1);
    }

    private static NDArray zeros(NDArray like, long channels) {
        Shape s = like.getShape();
        return like.getManager().zeros(new Shape(s.get(0), channels, s.get(2), s.get(3)), like.getDataType());
    }

    /** Channel o of the result is the mean of the input's channels from ⌊o·in/out⌋ to ⌈(o+1)·in/out⌉, as in adaptive pooling. */
    private static NDArray averaged(NDArray x, int out) {
        int in = (int) x.getShape().get(1);
        double[] matrix = new double[out * in];
        for (int o = 0; o < out; o++) {
            int from = o * in / out;
            int to = ((o + 1) * in + out - 1) / out;
            for (int c = from; c < to; c++) {
                matrix[o * in + c] = 1.0 / (to - from);
            }
        }
        NDArray weights =
                x.getManager().create(matrix, new Shape(out, in, 1, 1)).toType(x.getDataType(), false);
        return Ops.convolution(x, weights, null, 1, 0, 1);
    }
}
