package org.featureflow.io.onnx;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.featureflow.io.onnx.Arrangement.Dimension;
import org.featureflow.io.onnx.Arrangement.Piece;

/**
 * What is left of a value when some steps are taken of an axis that is one piece of the channels, such as the keys of queries, keys and values.
 *
 * @param channels the channels that are left, in ascending order
 * @param arrangement the axes of a value that has these alone
 */
record ChannelPart(List<Integer> channels, Arrangement arrangement) {
    static ChannelPart of(Arrangement whole, int axis, int from, int to) {
        Piece cut = whole.axes().get(axis).get(0);
        List<Piece> slowestFirst = whole.pieces(Dimension.CHANNELS).stream()
                .sorted(Comparator.comparing(Piece::stride).reversed())
                .map(p -> p.equals(cut) ? new Piece(p.of(), p.stride(), to - from) : p)
                .toList();
        int start = from * (int) cut.stride();
        List<Integer> channels =
                Arrangement.indices(slowestFirst).stream().map(i -> i + start).toList();
        return new ChannelPart(channels, closed(whole, slowestFirst));
    }

    /** With the strides that pieces have when nothing lies between what they count. */
    private static Arrangement closed(Arrangement whole, List<Piece> slowestFirst) {
        Map<Long, Piece> byStride = new HashMap<>();
        long stride = 1;
        for (int i = slowestFirst.size() - 1; i >= 0; i--) {
            Piece p = slowestFirst.get(i);
            byStride.put(p.stride(), new Piece(p.of(), stride, p.size()));
            stride *= p.size();
        }
        return new Arrangement(whole.axes().stream()
                .map(axis -> axis.stream()
                        .map(p -> p.of() == Dimension.CHANNELS ? byStride.get(p.stride()) : p)
                        .toList())
                .toList());
    }
}
