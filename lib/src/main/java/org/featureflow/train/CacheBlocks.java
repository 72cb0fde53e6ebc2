package org.featureflow.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import org.featureflow.engine.InPlace;

/**
 * Cuts large arrays on a CPU into pieces that stay in its cache, for element-wise rules of several operators: each operator over a whole
 * array of VGG-16 (9 MB) goes through memory again, over a piece it does not.
 */
final class CacheBlocks {
    /** Elements; 256 KiB in float32, and enough for two threads of libtorch. */
    private static final long BLOCK = 1 << 16;

    private CacheBlocks() {}

    /** An element-wise rule that changes arrays in place. */
    @FunctionalInterface
    interface Rule {
        /**
         * Changes arrays or pieces of them.
         *
         * @param weight changed
         * @param gradient used up
         * @param velocity changed; null if there is none
         */
        void apply(NDArray weight, NDArray gradient, NDArray velocity);
    }

    /**
     * Whether to cut an array.
     *
     * @param weight the array to change
     * @return true if it is large, on a CPU, and a flat view shows its own memory
     */
    static boolean suit(NDArray weight) {
        return weight.size() > BLOCK && !weight.getDevice().isGpu() && InPlace.isRowMajor(weight);
    }

    /**
     * Applies a rule to three arrays of one shape, piece by piece. To be called with gradient recording off.
     *
     * @param weight contiguous
     * @param gradient contiguous
     * @param velocity contiguous; may be null
     * @param rule what to do
     */
    static void forEach(NDArray weight, NDArray gradient, NDArray velocity, Rule rule) {
        long size = weight.size();
        try (NDManager local = weight.getManager().newSubManager()) {
            NDArray w = flat(weight, local);
            NDArray g = flat(gradient, local);
            NDArray v = velocity == null ? null : flat(velocity, local);
            for (long from = 0; from < size; from += BLOCK) {
                NDIndex piece = new NDIndex().addSliceDim(from, Math.min(size, from + BLOCK));
                try (NDManager step = local.newSubManager()) {
                    rule.apply(piece(w, piece, step), piece(g, piece, step), v == null ? null : piece(v, piece, step));
                }
            }
        }
    }

    private static NDArray flat(NDArray array, NDManager owner) {
        NDArray flat = array.reshape(new Shape(array.size()));
        flat.attach(owner);
        return flat;
    }

    private static NDArray piece(NDArray flat, NDIndex index, NDManager owner) {
        NDArray piece = flat.get(index);
        piece.attach(owner);
        return piece;
    }
}
