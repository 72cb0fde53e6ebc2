package org.featureflow.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.featureflow.FeatureFlowException;
import org.featureflow.engine.HostValues;
import org.featureflow.engine.Ops;

/**
 * The parameter-free shortcut of CIFAR ResNets (option A of He et al. 2015): every {@code stride}-th row and column, with channels of zeros
 * added. After pruning, the kept channels are in no regular order, so the layer holds the map itself.
 *
 * <p>Computed as a 1×1 convolution with a fixed 0/1 matrix, one call that keeps channels-last strides whatever the map is.
 *
 * @param in input channels
 * @param stride step over rows and columns
 * @param sources for every output channel the input channel it copies, or −1 for zeros
 */
public record PadShortcut(int in, int stride, List<Integer> sources) implements Layer {
    /** The entry of {@link #sources} that stands for a channel of zeros. */
    public static final int ZEROS = -1;

    /** Of the matrix that selects: 64 MiB. */
    private static final int MOST_ENTRIES = 1 << 24;

    /**
     * Copies the map and checks it.
     *
     * @throws FeatureFlowException if an entry names a channel that is not there, the stride is below 1, or there are too many channels
     */
    public PadShortcut {
        sources = List.copyOf(sources);
        if (stride < 1) {
            throw new FeatureFlowException(
                    "A padded shortcut takes every row or every n-th, not every " + stride + ".");
        }
        if (in < 1 || (long) in * sources.size() > MOST_ENTRIES) {
            throw new FeatureFlowException("A padded shortcut from " + in + " to " + sources.size()
                    + " channels is not possible; both are 1 or more, and their product is at most " + MOST_ENTRIES
                    + ".");
        }
        for (int s : sources) {
            if (s < ZEROS || s >= in) {
                throw new FeatureFlowException(
                        "A padded shortcut over " + in + " channels cannot copy channel " + s + ".");
            }
        }
    }

    /**
     * Option A: the input's channels in the middle, zeros on both sides.
     *
     * @param in input channels
     * @param out output channels, at least {@code in}
     * @param stride step over rows and columns
     * @return the layer
     */
    public static PadShortcut centred(int in, int out, int stride) {
        int before = (out - in) / 2;
        List<Integer> sources = new ArrayList<>();
        IntStream.range(0, out).forEach(c -> sources.add(c >= before && c < before + in ? c - before : ZEROS));
        return new PadShortcut(in, stride, sources);
    }

    @Override
    public FeatureShape output(List<FeatureShape> inputs) {
        FeatureShape x = Layer.only("A padded shortcut", in, inputs);
        return x.windowed(PerAxis.of(1), PerAxis.of(stride), PerAxis.of(0)).withChannels(sources.size());
    }

    /**
     * The 0/1 matrix that {@link #forward} takes.
     *
     * @param manager owner of the result
     * @param type element type
     * @return an array of shape [out, in, 1, 1]
     */
    NDArray selection(NDManager manager, DataType type) {
        float[] matrix = new float[sources.size() * in];
        for (int o = 0; o < sources.size(); o++) {
            if (sources.get(o) != ZEROS) {
                matrix[o * in + sources.get(o)] = 1;
            }
        }
        return HostValues.array(manager, matrix, new Shape(sources.size(), in, 1, 1), type);
    }

    @Override
    public NDArray forward(List<NDArray> inputs, List<NDArray> arrays, boolean training) {
        return Ops.convolution(inputs.get(0), arrays.get(0), null, stride, 0, 1);
    }
}
