package org.featureflow.io.onnx;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import org.featureflow.nn.FeatureShape;

/**
 * How the axes of a value are made of those of a map [batch, channels, rows, columns]. Every axis is a product of pieces, the slowest first;
 * reshaping cuts and joins pieces, transposing moves them. So [batch · heads, positions, width] is
 * {@code [[batch, heads of the channels], [positions], [width of the channels]]}. A piece of size 1 is left out.
 *
 * @param axes the pieces of every axis
 */
record Arrangement(List<List<Piece>> axes) {
    /** What is counted; the positions of a map, row by row, are one dimension. */
    enum Dimension {
        BATCH,
        CHANNELS,
        POSITIONS
    }

    /**
     * A digit of an index into a dimension.
     *
     * @param of the dimension
     * @param stride how far one step goes in it
     * @param size number of steps
     */
    record Piece(Dimension of, long stride, long size) {}

    Arrangement {
        axes = axes.stream().map(Arrangement::joined).toList();
    }

    /** [batch, channels, rows, columns]. */
    static Arrangement ofMap(FeatureShape map, long batch) {
        return new Arrangement(List.of(
                all(Dimension.BATCH, batch),
                all(Dimension.CHANNELS, map.channels()),
                List.of(new Piece(Dimension.POSITIONS, map.width(), map.height())),
                all(Dimension.POSITIONS, map.width())));
    }

    /** The first axes alone. */
    Arrangement first(int rank) {
        return new Arrangement(axes.subList(0, rank));
    }

    private static List<Piece> all(Dimension dimension, long size) {
        return List.of(new Piece(dimension, 1, size));
    }

    /** Pieces of size 1 left out, and those that follow each other in their dimension as one. */
    private static List<Piece> joined(List<Piece> pieces) {
        List<Piece> joined = new ArrayList<>();
        for (Piece piece : pieces) {
            Piece last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
            if (last != null && last.of() == piece.of() && last.stride() == piece.stride() * piece.size()) {
                joined.set(joined.size() - 1, new Piece(piece.of(), piece.stride(), last.size() * piece.size()));
            } else if (piece.size() > 1) {
                joined.add(piece);
            }
        }
        return List.copyOf(joined);
    }

    int rank() {
        return axes.size();
    }

    /** The length of every axis, {@link Value#BATCH} as a factor where the batch is open. */
    List<Long> sizes() {
        return axes.stream()
                .map(axis -> axis.stream().mapToLong(Piece::size).reduce(1, Math::multiplyExact))
                .toList();
    }

    /** Whether an axis is a whole dimension of this size. */
    boolean isAll(int axis, Dimension dimension, long size) {
        return axes.get(axis).equals(joined(all(dimension, size)));
    }

    /** Whether an axis has pieces of one dimension only. */
    boolean isOf(int axis, Dimension dimension) {
        return axes.get(axis).stream().allMatch(p -> p.of() == dimension);
    }

    /** Whether some axis has pieces of channels and of positions. */
    boolean mixes() {
        return IntStream.range(0, rank())
                .anyMatch(a -> has(axes.get(a), Dimension.CHANNELS) && has(axes.get(a), Dimension.POSITIONS));
    }

    private static boolean has(List<Piece> axis, Dimension dimension) {
        return axis.stream().anyMatch(p -> p.of() == dimension);
    }

    /** How many groups of channels the second axis counts, if behind it is all else of each, in order; 0 if the axes are others. */
    int groups(FeatureShape map, long batch) {
        Arrangement whole = ofMap(map, batch);
        boolean grouped = rank() > 2
                && axes.get(0).equals(whole.axes.get(0))
                && isOf(1, Dimension.CHANNELS)
                && inOrder().equals(whole.inOrder());
        return grouped ? Math.toIntExact(sizes().get(1)) : 0;
    }

    private List<Piece> inOrder() {
        return joined(axes.stream().flatMap(List::stream).toList());
    }

    /** Whether axes have length 1. */
    boolean areEmpty(List<Integer> some) {
        return some.stream().allMatch(a -> axes.get(a).isEmpty());
    }

    /** The same without the batch. */
    Arrangement ofOneImage() {
        return new Arrangement(axes.stream()
                .map(axis ->
                        axis.stream().filter(p -> p.of() != Dimension.BATCH).toList())
                .toList());
    }

    /** Whether elements follow each other by one whole dimension and within it by another, and no more. */
    boolean isInOrder(Dimension slow, Dimension fast) {
        List<Piece> all = inOrder();
        return all.size() <= 2
                && all.stream().allMatch(p -> p.stride() == 1)
                && (all.size() < 2 || all.get(0).of() == slow && all.get(1).of() == fast);
    }

    /** Another axis in the place of one. */
    Arrangement with(int axis, List<Piece> pieces) {
        List<List<Piece>> changed = new ArrayList<>(axes);
        changed.set(axis, pieces);
        return new Arrangement(changed);
    }

    /** An axis that is a whole dimension of another size. */
    Arrangement resized(int axis, Dimension dimension, long size) {
        return with(axis, all(dimension, size));
    }

    Arrangement without(List<Integer> removed) {
        return new Arrangement(IntStream.range(0, rank())
                .filter(a -> !removed.contains(a))
                .mapToObj(axes::get)
                .toList());
    }

    /** Axes of length 1 more, where the result has them. */
    Arrangement unsqueezed(List<Integer> added) {
        Deque<List<Piece>> left = new ArrayDeque<>(axes);
        return new Arrangement(IntStream.range(0, rank() + added.size())
                .mapToObj(a -> added.contains(a) ? List.<Piece>of() : left.poll())
                .toList());
    }

    /** Null if the order is none of these axes, or exchanges rows and columns. */
    Arrangement transposed(List<Long> order) {
        List<Long> sorted = order.stream().sorted().toList();
        if (!sorted.equals(IntStream.range(0, rank()).mapToObj(a -> (long) a).toList())) {
            return null;
        }
        Arrangement moved =
                new Arrangement(order.stream().map(a -> axes.get(a.intValue())).toList());
        long[] strides = moved.pieces(Dimension.POSITIONS).stream()
                .mapToLong(Piece::stride)
                .toArray();
        long[] rowByRow =
                Arrays.stream(strides).map(s -> -s).sorted().map(s -> -s).toArray();
        return Arrays.equals(strides, rowByRow) ? moved : null;
    }

    /**
     * The same elements under another shape.
     *
     * @param shape sizes as the operator takes them: 0 for the axis as it is, −1 for what is left
     * @return null if some size cuts through a piece, or through the batch
     */
    Arrangement reshaped(List<Long> shape) {
        Deque<Piece> left = new ArrayDeque<>();
        axes.forEach(left::addAll);
        int open = shape.indexOf(-1L);
        List<List<Piece>> made = new ArrayList<>(Collections.nCopies(shape.size(), List.of()));
        for (int a = 0; a < (open < 0 ? shape.size() : open); a++) {
            made.set(a, taken(left, size(shape, a), true));
        }
        for (int a = shape.size() - 1; open >= 0 && a > open; a--) {
            made.set(a, taken(left, size(shape, a), false));
        }
        if (open >= 0) {
            made.set(open, List.copyOf(left));
            left.clear();
        }
        return made.contains(null) || !left.isEmpty() ? null : new Arrangement(made);
    }

    private long size(List<Long> shape, int axis) {
        long size = shape.get(axis);
        boolean openBatch = axis == 0 && rank() > 0 && isAll(0, Dimension.BATCH, Value.BATCH);
        // An exporter that was given one image may have written a 1 for the batch.
        boolean kept = axis < rank() && (size == 0 || size == 1 && openBatch);
        return kept ? sizes().get(axis) : size;
    }

    /** Pieces of so many elements from the front or the back; null if there are none. */
    private static List<Piece> taken(Deque<Piece> left, long size, boolean front) {
        Deque<Piece> taken = new ArrayDeque<>();
        long rest = size;
        while (rest > 1 && !left.isEmpty()) {
            Piece p = front ? left.pollFirst() : left.pollLast();
            if (rest % p.size() != 0) {
                if (p.of() == Dimension.BATCH || p.size() % rest != 0) {
                    return null;
                }
                long other = p.size() / rest;
                put(left, new Piece(p.of(), front ? p.stride() : p.stride() * rest, other), front);
                p = new Piece(p.of(), front ? p.stride() * other : p.stride(), rest);
            }
            put(taken, p, !front);
            rest /= p.size();
        }
        return rest == 1 ? List.copyOf(taken) : null;
    }

    private static void put(Deque<Piece> pieces, Piece piece, boolean front) {
        if (front) {
            pieces.addFirst(piece);
        } else {
            pieces.addLast(piece);
        }
    }

    /** All pieces of a dimension, in the order of the axes. */
    List<Piece> pieces(Dimension dimension) {
        return axes.stream()
                .flatMap(List::stream)
                .filter(p -> p.of() == dimension)
                .toList();
    }

    /** The channels as the axes have them, one index after the other. */
    List<Integer> channels() {
        return indices(pieces(Dimension.CHANNELS));
    }

    /** What pieces of one dimension count, in their order. */
    static List<Integer> indices(List<Piece> pieces) {
        List<Integer> indices = List.of(0);
        for (Piece p : pieces) {
            indices = indices.stream()
                    .flatMap(i -> IntStream.range(0, (int) p.size()).mapToObj(d -> i + d * (int) p.stride()))
                    .toList();
        }
        return indices;
    }
}
