package org.featureflow.io.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.featureflow.io.MalformedFileException;
import org.featureflow.io.StoredTensor;
import org.featureflow.nn.PadShortcut;

/** Slices, splits, pads and gathers of channels: slices and pads are together the padded shortcut of CIFAR ResNets. */
final class SelectionOperators {
    private static final int MOST_CHANNELS = 1 << 12;
    private static final int MOST_SLICED = 4;

    private SelectionOperators() {}

    static Value slice(OnnxNode node, GraphReader graph) throws MalformedFileException {
        List<Long> starts = node.hasInput(1) ? graph.sizes(node, 1) : node.integers("starts");
        List<Long> ends = node.hasInput(2) ? graph.sizes(node, 2) : node.integers("ends");
        List<Long> axes = node.hasInput(3) ? graph.sizes(node, 3) : node.integers("axes");
        if (axes.isEmpty()) {
            axes = IntStream.range(0, starts.size()).mapToObj(i -> (long) i).toList();
        }
        List<Long> steps = node.hasInput(4)
                ? graph.sizes(node, 4)
                : axes.stream().map(a -> 1L).toList();
        if (axes.size() > MOST_SLICED || axes.stream().distinct().count() < axes.size()) {
            throw node.refused("slices along " + axes.size() + " axes, or one of them twice");
        }
        if (ends.size() != starts.size() || axes.size() != starts.size() || steps.size() != starts.size()) {
            throw node.refused("has lists of different length");
        }
        if (!graph.isFeature(node, 0)) {
            return SizeOperators.slice(node, graph, starts, ends, axes, steps);
        }
        List<Cut> cuts = new ArrayList<>();
        for (int i = 0; i < axes.size(); i++) {
            cuts.add(new Cut(axes.get(i), starts.get(i), ends.get(i), steps.get(i)));
        }
        if (graph.input(node, 0) instanceof Value.Arranged arranged) {
            return PartOperators.slice(node, graph, arranged, cuts);
        }
        Value first = PartOperators.firstOfMap(node, graph, cuts);
        if (first != null) {
            return first;
        }
        Value.Selection selection = selection(node, graph);
        for (Cut cut : cuts) {
            selection = along(node, selection, cut.axis(), cut.start(), cut.end(), cut.step());
        }
        return selection;
    }

    /** What a slice takes of one axis. */
    record Cut(long axis, long start, long end, long step) {}

    private static Value.Selection along(OnnxNode node, Value.Selection s, long axis, long start, long end, long step)
            throws MalformedFileException {
        int rank = s.from().rank();
        int positive = (int) (axis < 0 ? axis + rank : axis);
        int[] sizes = {
            Integer.MAX_VALUE, s.sources().size(), s.height(), s.width(),
        };
        if (positive < 0 || positive >= rank || step < 1) {
            throw node.refused("slices along axis " + axis + " in steps of " + step);
        }
        int size = sizes[positive];
        boolean whole = start == 0 && end >= size;
        int stepping = Numbers.toInt(node, step);
        if (positive == 1) {
            List<Integer> kept = new ArrayList<>();
            for (long c = ShapeOperators.bounded(start, size); c < ShapeOperators.bounded(end, size); c += step) {
                kept.add(s.sources().get((int) c));
            }
            if (kept.isEmpty()) {
                throw node.refused("takes no channel at all");
            }
            return s.with(kept);
        }
        if (!whole || positive == 0 && step != 1) {
            throw node.refused(
                    "cuts out a part of its input (" + start + " to " + end + " along axis " + axis + ")",
                    "only channels, or every n-th row and column from 0, can be taken");
        }
        int rows = positive == 2 ? Math.multiplyExact(s.rowStep(), stepping) : s.rowStep();
        int columns = positive == 3 ? Math.multiplyExact(s.columnStep(), stepping) : s.columnStep();
        return new Value.Selection(s.from(), s.name(), rows, columns, s.sources());
    }

    /** Runs of channels, such as the halves of {@code x.chunk(2, dim=1)}. */
    static Value split(OnnxNode node, GraphReader graph) throws MalformedFileException {
        long axis = node.integer("axis", 0);
        if (graph.input(node, 0) instanceof Value.Arranged arranged) {
            return PartOperators.split(node, graph, arranged);
        }
        Value.Selection s = selection(node, graph);
        if (axis != 1 && axis != 1 - s.from().rank()) {
            throw node.refused("splits along axis " + axis, "only channels, axis 1, can be split");
        }
        List<Integer> lengths = lengths(node, graph, s.sources().size());
        int parts = lengths.size();
        List<Value> made = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < parts; i++) {
            int to = from + lengths.get(i);
            String name = parts == 1 ? s.name() : s.name() + "." + i;
            made.add(s.with(s.sources().subList(from, to)).called(name));
            from = to;
        }
        return new Value.Parts(made);
    }

    /** How much of an axis each output of a split gets. */
    static List<Integer> lengths(OnnxNode node, GraphReader graph, int size) throws MalformedFileException {
        int parts = node.outputs().size();
        int equal = (size + parts - 1) / parts;
        List<Long> lengths = node.hasInput(1) ? graph.sizes(node, 1) : node.integers("split");
        if (lengths.isEmpty()) {
            lengths = IntStream.range(0, parts)
                    .mapToObj(i -> (long) Math.min(equal, size - i * equal))
                    .toList();
        }
        if (lengths.size() != parts
                || lengths.stream().anyMatch(length -> length < 1 || length > size)
                || lengths.stream().mapToLong(Long::longValue).sum() != size) {
            throw node.refused("splits an axis of " + size + " into " + lengths + " for " + parts + " outputs");
        }
        return lengths.stream().map(Long::intValue).toList();
    }

    static Value pad(OnnxNode node, GraphReader graph) throws MalformedFileException {
        Value.Selection s = selection(node, graph);
        int rank = s.from().rank();
        List<Long> pads = node.hasInput(1) ? graph.sizes(node, 1) : node.integers("pads");
        if (node.hasInput(3)) {
            pads = spread(node, pads, graph.sizes(node, 3), rank);
        }
        if (pads.size() != 2 * rank || !node.text("mode", "constant").equals("constant") || !isZero(node, graph)) {
            throw node.refused("pads by other than constant zeros", "only channels of zeros can be added");
        }
        for (int i = 0; i < pads.size(); i++) {
            if (i % rank != 1 && pads.get(i) != 0) {
                throw node.refused(
                        "pads rows or columns (" + pads + ")", "give the padding to the convolution or pool behind it");
            }
        }
        int before = Numbers.toInt(node, pads.get(1));
        int after = Numbers.toInt(node, pads.get(rank + 1));
        requireFew(node, before + after + s.sources().size());
        List<Integer> sources = new ArrayList<>();
        IntStream.range(0, before).forEach(i -> sources.add(PadShortcut.ZEROS));
        sources.addAll(s.sources());
        IntStream.range(0, after).forEach(i -> sources.add(PadShortcut.ZEROS));
        return s.with(sources);
    }

    static void requireFew(OnnxNode node, int channels) throws MalformedFileException {
        if (channels > MOST_CHANNELS) {
            throw node.refused("pads to more than " + MOST_CHANNELS + " channels");
        }
    }

    /** Since operator set 18 pads may name the axes they are for. */
    private static List<Long> spread(OnnxNode node, List<Long> pads, List<Long> axes, int rank)
            throws MalformedFileException {
        Long[] all = new Long[2 * rank];
        Arrays.fill(all, 0L);
        for (int i = 0; i < axes.size(); i++) {
            long axis = axes.get(i) < 0 ? axes.get(i) + rank : axes.get(i);
            if (axis < 0 || axis >= rank || pads.size() != 2 * axes.size()) {
                throw node.refused("pads axes " + axes + " by " + pads);
            }
            all[(int) axis] = pads.get(i);
            all[(int) axis + rank] = pads.get(i + axes.size());
        }
        return List.of(all);
    }

    private static boolean isZero(OnnxNode node, GraphReader graph) throws MalformedFileException {
        if (node.hasInput(2)) {
            StoredTensor value = graph.constant(node, 2);
            return value.size() == 1 && value.toFloats()[0] == 0;
        }
        return node.real("value", 0) == 0;
    }

    static Value gather(OnnxNode node, GraphReader graph) throws MalformedFileException {
        if (!graph.isFeature(node, 0)) {
            return ShapeOperators.gather(node, graph);
        }
        if (graph.input(node, 0) instanceof Value.Arranged arranged) {
            return PartOperators.gather(node, graph, arranged);
        }
        Value.Selection s = selection(node, graph);
        if (node.integer("axis", 0) != 1) {
            throw node.refused("gathers along another axis than the channels", "only channels can be gathered");
        }
        if (graph.constant(node, 1).shape().length != 1) {
            throw node.refused(
                    "takes a single channel and drops its axis",
                    "leave it out of the model (transform_input=False in torchvision), or keep the axis: x[:, 0:1]");
        }
        List<Integer> kept = new ArrayList<>();
        for (long index : graph.sizes(node, 1)) {
            int size = s.sources().size();
            long at = index < 0 ? index + size : index;
            if (at < 0 || at >= size || kept.size() >= MOST_CHANNELS) {
                throw node.refused("gathers channel " + index + " of " + size);
            }
            kept.add(s.sources().get((int) at));
        }
        if (kept.isEmpty()) {
            throw node.refused("takes no channel at all");
        }
        return s.with(kept);
    }

    /** The first input as a selection. */
    static Value.Selection selection(OnnxNode node, GraphReader graph) throws MalformedFileException {
        return selection(node, graph, 0);
    }

    /** An input as a selection. */
    static Value.Selection selection(OnnxNode node, GraphReader graph, int index) throws MalformedFileException {
        return selection(node, graph, graph.input(node, index));
    }

    /** A value as a selection, to select further from; two in a row become one layer. */
    static Value.Selection selection(OnnxNode node, GraphReader graph, Value value) throws MalformedFileException {
        String name = NodeNames.plain(node);
        if (value instanceof Value.Selection s) {
            return s.called(name);
        }
        Value.Feature x = graph.map(node, value);
        int channels = x.shape().channels();
        if (channels > MOST_CHANNELS) {
            throw node.refused("selects among more than " + MOST_CHANNELS + " channels");
        }
        return new Value.Selection(
                x, name, 1, 1, IntStream.range(0, channels).boxed().toList());
    }
}
