package org.featureflow.io.onnx;

import java.util.List;
import org.featureflow.io.StoredTensor;
import org.featureflow.nn.FeatureShape;

/** What a value of an ONNX graph stands for while the graph is read. */
sealed interface Value {
    /** A size that varies: the number of images in a batch. A large prime, so that only products with the batch are multiples of it. */
    long BATCH = (1L << 40) + 15;

    /**
     * The output of a node of the network.
     *
     * @param node the node's name in the spec
     * @param shape shape of one image's feature
     * @param rank 4 for [B, C, H, W], 2 for [B, C]
     */
    record Feature(String node, FeatureShape shape, int rank) implements Value {}

    /**
     * Some rows, columns and channels of a feature, not yet a node: exporters write the padded shortcut as several slices and a pad.
     *
     * @param from where they come from
     * @param name what the node shall be called
     * @param rowStep every how manieth row is taken
     * @param columnStep every how manieth column is taken
     * @param sources for every channel the channel it copies, or −1 for zeros
     */
    record Selection(Feature from, String name, int rowStep, int columnStep, List<Integer> sources) implements Value {
        /** Other channels of the same rows and columns. */
        Selection with(List<Integer> channels) {
            return new Selection(from, name, rowStep, columnStep, channels);
        }

        /** The same under another name. */
        Selection called(String other) {
            return new Selection(from, other, rowStep, columnStep, sources);
        }

        int height() {
            return (from.shape().height() - 1) / rowStep + 1;
        }

        int width() {
            return (from.shape().width() - 1) / columnStep + 1;
        }
    }

    /**
     * A feature with other axes than [B, C, H, W] or [B, C].
     *
     * @param of what it is an arrangement of, a {@link Feature} or {@link Selection}
     * @param arrangement its axes
     * @param factor what it has been multiplied by on its way to the scores of attention, else 1
     */
    record Arranged(Value of, Arrangement arrangement, double factor) implements Value {
        /** With other axes. */
        Arranged with(Arrangement axes) {
            return new Arranged(of, axes, factor);
        }

        Arranged scaled(double by) {
            return new Arranged(of, arrangement, factor * by);
        }
    }

    /** What takes several operators, of which not all have been read. */
    sealed interface Begun extends Value {}

    /**
     * Products of queries and keys, or the weights that a softmax has made of them.
     *
     * @param queries axes [..., positions, channels of a head]
     * @param keys the same
     * @param factor what the products have been multiplied by, that of queries and keys included
     * @param weights whether the softmax has been read
     */
    record Scores(Arranged queries, Arranged keys, double factor, boolean weights) implements Begun {}

    /**
     * A feature with groups of channels on its second axis and all else of each group behind it: on its way into a group norm, or out of it.
     *
     * @param x the feature and its axes
     */
    record Grouped(Arranged x) implements Begun {}

    /**
     * The first steps to x · (1 + erf(x / √2)) · ½.
     *
     * @param of x, a {@link Feature}, {@link Selection} or {@link Arranged}
     * @param done the last operator that has been read
     */
    record Gelu(Value of, Step done) implements Begun {
        /** In order, but for the last two: a file has one of them, and the other one is still to come. */
        enum Step {
            QUOTIENT,
            ERF,
            SUM,
            TIMES_X,
            HALVED
        }

        Gelu after(Step step) {
            return new Gelu(of, step);
        }
    }

    /**
     * The first steps to clip(x + 3, 0, 6) / 6, or to the product of x with it.
     *
     * @param of x, a {@link Feature}, {@link Selection} or {@link Arranged}
     * @param done the last operator that has been read
     */
    record HardSigmoid(Value of, Step done) implements Begun {
        /** In order; the last one only of a product that comes before the division. */
        enum Step {
            SUM,
            CLIPPED,
            TIMES_X
        }

        HardSigmoid after(Step step) {
            return new HardSigmoid(of, step);
        }
    }

    /**
     * A map of zeros, which becomes part of the map that it is joined to.
     *
     * @param shape shape of one image's
     */
    record Zeros(FeatureShape shape) implements Value {}

    /**
     * What a node with several outputs makes.
     *
     * @param outputs one value each
     */
    record Parts(List<Value> outputs) implements Value {}

    /**
     * A tensor that is in the file.
     *
     * @param tensor its content
     * @param name what the file calls it, empty for one that has been computed
     */
    record Constant(StoredTensor tensor, String name) implements Value {
        Constant(StoredTensor tensor) {
            this(tensor, "");
        }
    }

    /**
     * Whole numbers that a graph computes from shapes.
     *
     * @param values the numbers, {@link #BATCH} for the size of the batch
     * @param columns 0 for a vector, else the length of a row
     */
    record Sizes(List<Long> values, int columns) implements Value {
        Sizes(List<Long> values) {
            this(values, 0);
        }
    }
}
