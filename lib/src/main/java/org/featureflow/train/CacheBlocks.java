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
        if (weight.size() <= BLOCK || weight.getDevice().isGpu()) {
            return false;
        }
        try (NDManager local = weight.getManager().newSubManager()) {
            return InPlace.isRowMajor(inMemoryOrder(weight, local));
        }
    }

    /**
     * Applies a rule to three arrays of one shape, piece by piece. To be called with gradient recording off.
     *
     * @param weight one that {@link #suit} accepts
     * @param gradient of the weight's memory format (or it is copied)
     * @param velocity of the weight's memory format; may be null
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
        NDArray flat = inMemoryOrder(array, owner).reshape(new Shape(array.size()));
        flat.attach(owner);
        return flat;
    }

    /** Convolution weights lie channels-last on a CPU. */
    private static NDArray inMemoryOrder(NDArray array, NDManager owner) {
        if (array.getShape().dimension() != 4) {
            return array;
        }
        NDArray view = array.transpose(0, 2, 3, 1);
        view.attach(owner);
        return view;
    }

    private static NDArray piece(NDArray flat, NDIndex index, NDManager owner) {
        NDArray piece = flat.get(index);
        piece.attach(owner);
        return piece;
    }
}
