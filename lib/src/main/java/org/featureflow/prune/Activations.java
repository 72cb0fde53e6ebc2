package org.featureflow.prune;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.featureflow.engine.GradMode;
import org.featureflow.engine.HostValues;
import org.featureflow.engine.Ops;
import org.featureflow.nn.BatchNorm;
import org.featureflow.nn.GroupNorm;
import org.featureflow.nn.Layer;
import org.featureflow.nn.NetworkSpec;

/**
 * Means over the images of something that every channel of some outputs has. A channel is looked at after the activations it passes; where it
 * passes none, after its batch norms, and without these after its filters. Channels of one group may differ in that: of a split layer one part
 * can be rectified and the other not.
 */
final class Activations {
    /** What a channel of a batch's output has. */
    interface Statistic {
        /**
         * One number a channel.
         *
         * @param output [B, C, H, W] or [B, C]
         * @return the mean over the batch, [C]
         */
        double[] of(NDArray output);
    }

    private Activations() {}

    /** For every channel of a group the outputs it is looked at in, each of which it is found in. */
    static List<List<Occurrence>> of(ChannelGroup group, NetworkSpec spec) {
        List<List<Occurrence>> preferred = List.of(
                where(group, o -> layer(spec, o) != null && layer(spec, o).isActivation()),
                where(group, o -> layer(spec, o) instanceof BatchNorm || layer(spec, o) instanceof GroupNorm),
                where(group, o -> group.madeBy(o.node())));
        return IntStream.range(0, group.size())
                .mapToObj(channel -> preferred.stream()
                        .map(outputs -> outputs.stream()
                                .filter(o -> o.indices()[channel].length > 0)
                                .toList())
                        .filter(found -> !found.isEmpty())
                        .findFirst()
                        .orElse(List.of()))
                .toList();
    }

    private static List<Occurrence> where(ChannelGroup group, Predicate<Occurrence> place) {
        return group.occurrences().stream().filter(place).toList();
    }

    private static Layer layer(NetworkSpec spec, Occurrence o) {
        return o.node().equals(NetworkSpec.INPUT) ? null : spec.node(o.node()).layer();
    }

    /** Scores of a group by a statistic of its activations; those of all groups that are scored are looked at in one pass. */
    static double[] scores(
            ChannelGroup group, Evidence evidence, String name, Statistic statistic, GroupReduction reduction) {
        Map<String, double[]> means =
                evidence.once("activations " + name, () -> means(evidence, statistic, ofGroups(evidence)));
        List<List<Occurrence>> outputs = of(group, evidence.spec());
        double[] scores = new double[group.size()];
        Arrays.setAll(
                scores,
                channel -> reduction.of(outputs.get(channel).stream()
                        .mapToDouble(o -> mean(means.get(o.node()), o.indices()[channel]))
                        .toArray()));
        return scores;
    }

    private static double mean(double[] values, int[] places) {
        return Arrays.stream(places).mapToDouble(i -> values[i]).average().orElse(0);
    }

    /**
     * Mean absolute values of a group's channels in what a layer reads.
     *
     * @return for every channel one number for each of its indices in the reader: that of its place there, or, in a grouped convolution, whose
     *     indices stand for those of all groups, the mean over its places
     */
    static double[][] meanAbsoluteAt(ChannelGroup group, Slices reader, Evidence evidence) {
        Map<String, double[]> means = evidence.once(
                "mean absolute at readers",
                () -> means(evidence, Activations::meanAbsolute, inputsOfReaders(evidence)));
        String node = evidence.spec().node(reader.node()).inputs().get(0);
        double[] values = means.get(node);
        Occurrence at = group.occurrences().stream()
                .filter(o -> o.node().equals(node))
                .findFirst()
                .orElseThrow();
        double[][] sizes = new double[group.size()][];
        Arrays.setAll(sizes, channel -> {
            int[] places = at.indices()[channel];
            int columns = reader.indices()[channel].length;
            return columns == places.length
                    ? Arrays.stream(places).mapToDouble(i -> values[i]).toArray()
                    : DoubleStream.generate(() -> mean(values, places))
                            .limit(columns)
                            .toArray();
        });
        return sizes;
    }

    private static Set<String> inputsOfReaders(Evidence evidence) {
        return evidence.groups().groups().stream()
                .flatMap(g -> g.readers().stream())
                .map(reader -> evidence.spec().node(reader.node()).inputs().get(0))
                .collect(Collectors.toSet());
    }

    private static Set<String> ofGroups(Evidence evidence) {
        return evidence.groups().groups().stream()
                .flatMap(g -> of(g, evidence.spec()).stream())
                .flatMap(List::stream)
                .map(Occurrence::node)
                .collect(Collectors.toSet());
    }

    private static Map<String, double[]> means(Evidence evidence, Statistic statistic, Set<String> wanted) {
        Map<String, double[]> sums = new HashMap<>();
        long[] images = new long[1];
        try (GradMode off = GradMode.off()) {
            evidence.samples().forEach(evidence.network().manager(), (batch, labels) -> {
                long count = batch.getShape().get(0);
                images[0] += count;
                evidence.network().forward(batch, false, (node, output) -> {
                    if (wanted.contains(node.name())) {
                        add(
                                sums.computeIfAbsent(
                                        node.name(),
                                        n -> new double[(int) output.getShape().get(1)]),
                                statistic.of(output),
                                count);
                    }
                });
            });
        }
        sums.values().forEach(s -> Arrays.setAll(s, i -> s[i] / images[0]));
        return sums;
    }

    private static void add(double[] sums, double[] means, long weight) {
        for (int c = 0; c < sums.length; c++) {
            sums[c] += means[c] * weight;
        }
    }

    /** Mean over images and positions. DJL's mean takes one axis; pooling keeps channels-last strides. */
    private static double[] channelMeans(NDArray values) {
        if (values.getShape().dimension() == 2) {
            try (NDArray mean = values.mean(new int[] {0})) {
                return HostValues.doubles(mean);
            }
        }
        Shape rows = new Shape(values.getShape().get(0), values.getShape().get(1));
        try (NDArray pooled = Ops.globalAveragePool(values);
                NDArray flat = pooled.reshape(rows);
                NDArray mean = flat.mean(new int[] {0})) {
            return HostValues.doubles(mean);
        }
    }

    static double[] meanAbsolute(NDArray output) {
        try (NDArray absolute = output.abs()) {
            return channelMeans(absolute);
        }
    }

    /** NaN where the output holds one, which is neither zero nor an activation. */
    static double[] shareNotZero(NDArray output) {
        double[] means = channelMeans(output);
        try (NDArray differs = output.neq(0f);
                NDArray ones = differs.toType(output.getDataType(), false)) {
            double[] shares = channelMeans(ones);
            Arrays.setAll(shares, c -> Double.isNaN(means[c]) ? Double.NaN : shares[c]);
            return shares;
        }
    }
}
