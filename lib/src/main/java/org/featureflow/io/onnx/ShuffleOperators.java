package org.featureflow.io.onnx;

import java.util.List;
import java.util.stream.IntStream;
import org.featureflow.io.MalformedFileException;

/** The channel shuffle of ShuffleNet, which takes a reshape to five axes, a transposition and a reshape back. */
final class ShuffleOperators {
    private ShuffleOperators() {}

    /** The first step of {@code x.view(b, rows, c, h, w).transpose(1, 2).reshape(b, -1, h, w)}; null if the shape is another. */
    static Value folded(OnnxNode node, GraphReader graph, List<Long> target) throws MalformedFileException {
        if (target.size() != 5 || !graph.isBatch(target.get(0))) {
            return null;
        }
        Value.Selection s = SelectionOperators.selection(node, graph);
        List<Long> map = List.of((long) s.height(), (long) s.width());
        int channels = s.sources().size();
        long rows = target.get(1) == -1 ? channels / Math.max(1, target.get(2)) : target.get(1);
        long columns = target.get(2) == -1 ? channels / Math.max(1, rows) : target.get(2);
        boolean fits = target.subList(3, 5).equals(map)
                && rows > 0
                && rows <= channels
                && columns <= channels
                && rows * columns == channels;
        return fits ? new Value.Folded(s, (int) rows) : null;
    }

    /** The second step. */
    static Value turned(OnnxNode node, Value.Folded folded) throws MalformedFileException {
        if (!node.integers("perm").equals(List.of(0L, 2L, 1L, 3L, 4L))) {
            throw node.refused(
                    "changes the order of a feature's axes to " + node.integers("perm"),
                    "only a channel shuffle may exchange axes, those of its channels");
        }
        Value.Selection s = folded.channels();
        int columns = s.sources().size() / folded.rows();
        List<Integer> sources = IntStream.range(0, s.sources().size())
                .mapToObj(i -> s.sources().get(i % folded.rows() * columns + i / folded.rows()))
                .toList();
        return new Value.Folded(s.with(sources), columns);
    }

    /** The last step. */
    static Value unfolded(OnnxNode node, GraphReader graph, Value.Folded folded) throws MalformedFileException {
        List<Long> target = graph.sizes(node, 1);
        Value.Selection s = folded.channels();
        boolean fits = target.size() == 4
                && graph.isBatch(target.get(0))
                && (target.get(1) == -1 || target.get(1) == s.sources().size())
                && target.subList(2, 4).equals(List.of((long) s.height(), (long) s.width()));
        if (!fits) {
            throw node.refused("reshapes the rows of a channel shuffle to "
                    + target.toString().replace("" + Value.BATCH, "batch"));
        }
        return s.called(NodeNames.plain(node));
    }
}
