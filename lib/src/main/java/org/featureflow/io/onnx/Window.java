package org.featureflow.io.onnx;

import java.util.List;
import org.featureflow.io.MalformedFileException;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.PerAxis;

/**
 * What slides over a map, padded by the same before and behind its rows, and its columns.
 *
 * @param kernel rows and columns
 * @param stride steps
 * @param padding rows and columns added on each side
 * @param dilation how far apart the rows and columns are that it reads
 * @param up whether the size of the output is rounded up, and that makes a difference
 */
record Window(PerAxis kernel, PerAxis stride, PerAxis padding, PerAxis dilation, boolean up) {
    static Window of(OnnxNode node, FeatureShape map, List<Long> weightKernel) throws MalformedFileException {
        List<Long> shape = node.has("kernel_shape") ? node.integers("kernel_shape") : weightKernel;
        if (!weightKernel.isEmpty() && !shape.equals(weightKernel)) {
            throw node.refused("announces kernels of " + shape + " but has kernels of " + weightKernel);
        }
        if (shape.isEmpty()) {
            throw node.refused("has no kernel_shape");
        }
        PerAxis kernel = positive(node, "window", shape);
        PerAxis stride = positive(node, "step", node.integers("strides"));
        PerAxis dilation = positive(node, "dilation", node.integers("dilations"));
        long rows = reach(kernel.height(), dilation.height());
        long columns = reach(kernel.width(), dilation.width());
        PerAxis padding = padding(node, map, stride, rows, columns);
        boolean fits = (map.height() + 2 * padding.height() - rows) % stride.height() == 0
                && (map.width() + 2 * padding.width() - columns) % stride.width() == 0;
        return new Window(kernel, stride, padding, dilation, node.integer("ceil_mode", 0) != 0 && !fits);
    }

    private static long reach(int kernel, int dilation) {
        return (kernel - 1L) * dilation + 1;
    }

    /** Whether a last window, not dilated, would begin behind the map. */
    boolean beginsBehind(FeatureShape map) {
        return beginsBehind(map.height(), kernel.height(), stride.height(), padding.height())
                || beginsBehind(map.width(), kernel.width(), stride.width(), padding.width());
    }

    private static boolean beginsBehind(int size, int kernel, int stride, int padding) {
        int room = size + 2 * padding - kernel;
        return room % stride != 0 && (room / stride + 1) * stride >= size + padding;
    }

    private static PerAxis padding(OnnxNode node, FeatureShape map, PerAxis stride, long rows, long columns)
            throws MalformedFileException {
        String auto = node.text("auto_pad", "NOTSET");
        if (auto.equals("VALID")) {
            return PerAxis.of(0);
        }
        if (auto.startsWith("SAME")) {
            long vertical = same(map.height(), rows, stride.height());
            long horizontal = same(map.width(), columns, stride.width());
            if (vertical % 2 != 0 || horizontal % 2 != 0) {
                throw node.refused("pads one side more than the other (" + auto + ")", "use explicit, equal padding");
            }
            return new PerAxis(Numbers.toInt(node, vertical / 2), Numbers.toInt(node, horizontal / 2));
        }
        List<Long> pads = node.integers("pads");
        if (pads.isEmpty()) {
            return PerAxis.of(0);
        }
        if (pads.size() != 4 || !pads.subList(0, 2).equals(pads.subList(2, 4))) {
            throw node.refused(
                    "pads by " + pads + ", one side more than the other",
                    "pad rows, and columns, by the same on both sides");
        }
        return new PerAxis(Numbers.toInt(node, pads.get(0)), Numbers.toInt(node, pads.get(1)));
    }

    /** All that ONNX adds to an axis so that a step of 1 would keep its size. */
    private static long same(int size, long reach, int stride) {
        int out = (size + stride - 1) / stride;
        return Math.max(0, (out - 1L) * stride + reach - size);
    }

    /** 1 where nothing is said. */
    private static PerAxis positive(OnnxNode node, String what, List<Long> values) throws MalformedFileException {
        if (values.isEmpty()) {
            return PerAxis.of(1);
        }
        if (values.size() != 2 || values.get(0) < 1 || values.get(1) < 1) {
            throw node.refused("has a " + what + " of " + values + ", not of two positive numbers");
        }
        return new PerAxis(Numbers.toInt(node, values.get(0)), Numbers.toInt(node, values.get(1)));
    }
}
