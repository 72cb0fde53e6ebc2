package org.featureflow.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;

/**
 * Everything that a device needs to know to make the batches of one epoch: nine whole numbers per image, sent once, so that a step copies
 * nothing from the host and waits for nothing.
 */
final class EpochTable implements AutoCloseable {
    private static final int ROWS = 9;

    private final NDManager owner;
    private final NDArray table;

    /** Rows of images in the order of the epoch; {@code side} is that of the square cut out. */
    EpochTable(Images images, int[] order, Augmentation.Placement[] placements, int side, NDManager parent) {
        int count = order.length;
        long[] values = new long[ROWS * count];
        for (int i = 0; i < count; i++) {
            Augmentation.Placement place = placements[i];
            long[] column = {
                order[i],
                images.label(order[i]),
                place.flipped() ? 1 : 0,
                place.top(),
                place.left(),
                place.cutTop(),
                place.cutLeft(),
                place.cutTop() + side,
                place.cutLeft() + side
            };
            for (int row = 0; row < ROWS; row++) {
                values[row * count + i] = column[row];
            }
        }
        owner = parent.newSubManager();
        table = owner.create(values, new Shape(ROWS, count, 1));
    }

    /** The part for some images, attached to {@code manager}. */
    Part part(int from, int to, NDManager manager) {
        return new Part(table.get(manager, new NDIndex(":, " + from + ":" + to)), to - from);
    }

    @Override
    public void close() {
        owner.close();
    }

    /**
     * The numbers for one batch; each row is {@code [size, 1]}.
     *
     * @param values int64 {@code [9, size, 1]}
     * @param size number of images
     */
    record Part(NDArray values, int size) {
        NDArray images() {
            return values.get(0);
        }

        NDArray labels() {
            return values.get(1);
        }

        NDArray flipped() {
            return values.get(2);
        }

        NDArray top() {
            return values.get(3);
        }

        NDArray left() {
            return values.get(4);
        }

        NDArray cutTop() {
            return values.get(5);
        }

        NDArray cutLeft() {
            return values.get(6);
        }

        NDArray cutBottom() {
            return values.get(7);
        }

        NDArray cutRight() {
            return values.get(8);
        }
    }
}
