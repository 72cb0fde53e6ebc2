package org.featureflow.prune;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.featureflow.engine.GradMode;
import org.featureflow.nn.Layer;
import org.featureflow.nn.Network;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.nn.Node;
import org.featureflow.nn.ParameterSpec;

/**
 * Takes channels out for real: a new network of the same type with fewer channels, which computes what the network masked by the same plan
 * computes. Node names and taps stay, so it can be trained, pruned and saved like any other.
 */
public final class Shrink {
    private Shrink() {}

    /**
     * A smaller copy. What is frozen stays so.
     *
     * @param network the network, unchanged
     * @param plan which channels stay
     * @return a network of the kept channels, on the same device; close it
     * @throws org.featureflow.FeatureFlowException if the plan does not fit the network
     */
    public static Network apply(Network network, Plan plan) {
        Map<String, LayerCut> cuts = cuts(network.spec(), plan);
        Map<String, ArraySelection> selections = new HashMap<>();
        for (Node node : network.spec().nodes()) {
            for (ParameterSpec p : node.layer().parameters()) {
                selections.put(
                        node.name() + "." + p.name(), cuts.get(node.name()).selection(p));
            }
        }
        try (GradMode off = GradMode.off()) {
            Network small = Network.of(
                    smaller(network.spec(), cuts),
                    network.device(),
                    (name, owner) -> selections.get(name).of(network.array(name), owner));
            small.freezeLike(network);
            return small;
        }
    }

    /**
     * The architecture of the smaller network.
     *
     * @param spec the architecture before
     * @param plan which channels stay
     * @return the same graph with fewer channels
     * @throws org.featureflow.FeatureFlowException if the plan does not fit
     */
    public static NetworkSpec spec(NetworkSpec spec, Plan plan) {
        return smaller(spec, cuts(spec, plan));
    }

    /** The same for a spec whose groups are known. */
    static NetworkSpec spec(ChannelGroups all, Plan plan) {
        return smaller(all.spec(), cuts(all.spec(), ChannelGroups.keptOutputs(all, plan.removed(all))));
    }

    private static NetworkSpec smaller(NetworkSpec spec, Map<String, LayerCut> cuts) {
        Map<String, Layer> layers = new HashMap<>();
        cuts.forEach((node, cut) -> layers.put(node, cut.smaller()));
        return spec.withLayers(layers);
    }

    private static Map<String, LayerCut> cuts(NetworkSpec spec, Plan plan) {
        ChannelGroups all = ChannelGroups.of(spec, Channels.ALL);
        return cuts(spec, ChannelGroups.keptOutputs(all, plan.removed(all)));
    }

    private static Map<String, LayerCut> cuts(NetworkSpec spec, Map<String, int[]> kept) {
        Map<String, LayerCut> cuts = new LinkedHashMap<>();
        for (Node node : spec.nodes()) {
            cuts.put(
                    node.name(),
                    new LayerCut(node.layer(), kept.get(node.inputs().get(0)), kept.get(node.name())));
        }
        return cuts;
    }
}
