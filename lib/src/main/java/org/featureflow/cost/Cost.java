package org.featureflow.cost;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.featureflow.ConsoleTable;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.nn.Node;
import org.featureflow.nn.ParameterSpec;

/**
 * Counts for one image, from the real shapes of a spec.
 *
 * <pre>{@code
 * Cost cost = Cost.of(Architectures.named("resnet56"));
 * cost.macs();          // 125485696
 * System.out.println(cost);
 * }</pre>
 *
 * @param network the network's name
 * @param layers one entry a node, in order of computation
 * @param activationBytes float32 bytes of all outputs together, input and weights of attention included: about what training keeps for the backward
 *     pass
 * @param peakActivationBytes float32 bytes of the outputs alive at the worst moment of inference, when each is freed after its last use
 * @param checkpointBytes float32 bytes of all arrays, running statistics included
 */
public record Cost(
        String network, List<LayerCost> layers, long activationBytes, long peakActivationBytes, long checkpointBytes) {
    /** Copies the list. */
    public Cost {
        layers = List.copyOf(layers);
    }

    /**
     * Counts a network.
     *
     * @param spec the architecture
     * @return its cost
     */
    public static Cost of(NetworkSpec spec) {
        Map<String, FeatureShape> shapes = spec.shapes();
        List<LayerCost> layers = new ArrayList<>();
        for (Node node : spec.nodes()) {
            FeatureShape output = shapes.get(node.name());
            List<FeatureShape> inputs = node.inputs().stream().map(shapes::get).toList();
            layers.add(new LayerCost(
                    node.name(),
                    node.layer().getClass().getSimpleName(),
                    output,
                    node.layer().parameters().stream()
                            .filter(p -> p.kind().trained())
                            .mapToLong(ParameterSpec::size)
                            .sum(),
                    Convention.CONVOLUTION_AND_LINEAR.count(node.layer(), inputs, output),
                    Convention.ALL_LAYERS.count(node.layer(), inputs, output)));
        }
        long all = shapes.values().stream().mapToLong(FeatureShape::size).sum()
                + spec.nodes().stream()
                        .mapToLong(n -> n.layer().kept(shapes.get(n.name())))
                        .sum();
        long arrays = spec.parameters().values().stream()
                .mapToLong(ParameterSpec::size)
                .sum();
        return new Cost(
                spec.name(),
                layers,
                all * Float.BYTES,
                ActivationMemory.peak(spec) * Float.BYTES,
                arrays * Float.BYTES);
    }

    /**
     * Trained values.
     *
     * @return the sum over layers
     */
    public long parameters() {
        return sum(LayerCost::parameters);
    }

    /**
     * Multiply–accumulates by {@link Convention#CONVOLUTION_AND_LINEAR}.
     *
     * @return the sum over layers
     */
    public long macs() {
        return count(Convention.CONVOLUTION_AND_LINEAR);
    }

    /**
     * Operations by a named convention.
     *
     * @param convention what counts
     * @return the sum over layers
     */
    public long count(Convention convention) {
        return sum(convention == Convention.ALL_LAYERS ? LayerCost::operations : LayerCost::macs);
    }

    private long sum(ToLongFunction<LayerCost> part) {
        return layers.stream().mapToLong(part).sum();
    }

    /**
     * A table with one row a layer and the totals.
     *
     * @return lines of text
     */
    @Override
    public String toString() {
        ConsoleTable table = new ConsoleTable()
                .left("node")
                .left("layer")
                .right("output")
                .right("parameters")
                .right("MACs");
        layers.forEach(l -> table.row(l.node(), l.layer(), l.output(), l.parameters(), l.macs()));
        table.line().row("total", "", "", parameters(), macs());
        return network + "\n" + table
                + "MACs: " + Convention.CONVOLUTION_AND_LINEAR.description() + ", one image.\n"
                + String.format(
                        Locale.ROOT, "%,d %s.%n", count(Convention.ALL_LAYERS), Convention.ALL_LAYERS.description())
                + String.format(
                        Locale.ROOT,
                        "Activations %,d bytes an image (%,d at once in inference), checkpoint %,d bytes, float32.%n",
                        activationBytes,
                        peakActivationBytes,
                        checkpointBytes);
    }
}
