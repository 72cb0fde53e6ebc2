package org.featureflow.sparsity;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.featureflow.FeatureFlowException;
import org.featureflow.data.Batch;
import org.featureflow.data.Batches;
import org.featureflow.engine.EngineSettings;
import org.featureflow.engine.GradMode;
import org.featureflow.nn.Network;
import org.featureflow.nn.Node;

/**
 * How sparse a network is: its weights layer by layer and together; with images also its activations and its feature flow.
 *
 * <pre>{@code
 * SparsityReport report = SparsityReport.of(network, batches);
 * System.out.println(report);
 * }</pre>
 *
 * @param network the network's name
 * @param weights number of weights of convolutions and linear layers
 * @param nearZero shares that count as zero over all layers, one entry a threshold; relative thresholds refer to each layer
 * @param spread how unevenly size is spread over all weights together
 * @param layers one entry a convolution or linear layer, in order of computation
 * @param images number of images that activations and flow were measured on
 * @param activations one entry an activation; empty without images
 * @param flow one entry a stage and a last one over all; empty without images or taps
 */
public record SparsityReport(
        String network,
        long weights,
        List<NearZero> nearZero,
        Spread spread,
        List<LayerSparsity> layers,
        long images,
        List<ActivationSparsity> activations,
        List<FlowStage> flow) {
    /** Copies the lists. */
    public SparsityReport {
        nearZero = List.copyOf(nearZero);
        layers = List.copyOf(layers);
        activations = List.copyOf(activations);
        flow = List.copyOf(flow);
    }

    /**
     * Measures weights with {@link Threshold#USUAL}.
     *
     * @param network a network; not changed
     * @return the report, without activations and flow
     * @throws FeatureFlowException if the network has no weights
     */
    public static SparsityReport of(Network network) {
        return of(network, Threshold.USUAL);
    }

    /**
     * Measures weights.
     *
     * @param network a network; not changed
     * @param thresholds what counts as zero
     * @return the report, without activations and flow
     * @throws FeatureFlowException if the network has no weights
     */
    public static SparsityReport of(Network network, List<Threshold> thresholds) {
        List<LayerSparsity> layers = new ArrayList<>();
        Map<String, Integer> inputs = new HashMap<>();
        for (Node node : Weights.layers(network.spec())) {
            WeightTensor weight = Weights.of(network, node);
            String type = node.layer().getClass().getSimpleName();
            float[] folded = Weights.foldedFilterNorms(network, node);
            inputs.put(node.name(), weight.inputs());
            layers.add(LayerSparsity.of(node.name(), type, weight, folded, thresholds));
        }
        if (layers.isEmpty()) {
            throw new FeatureFlowException(
                    "Network " + network.spec().name() + " has no convolution or linear layer to measure.");
        }
        float[] all = Weights.all(network);
        List<NearZero> totals = IntStream.range(0, thresholds.size())
                .mapToObj(t -> NearZero.total(layers, t, layer -> inputs.get(layer.layer())))
                .toList();
        return new SparsityReport(
                network.spec().name(), all.length, totals, Spread.of(all), layers, 0, List.of(), List.of());
    }

    /**
     * Measures weights, and activations and flow over one pass of images.
     *
     * @param network a network in inference mode; not changed
     * @param batches the images, best without augmentation
     * @return the report
     * @throws FeatureFlowException if the network has no weights or takes images of another shape
     */
    public static SparsityReport of(Network network, Batches batches) {
        batches.images().requireShapeOf(network.spec());
        try (NDManager manager = EngineSettings.engine().newBaseManager(network.device())) {
            return of(network).measured(network, batches.epoch(0, manager));
        }
    }

    /**
     * This report with activations and flow.
     *
     * @param network the network it is about, used in inference mode
     * @param batches images; each batch is closed
     * @return a report with both
     */
    public SparsityReport measured(Network network, Iterable<Batch> batches) {
        ActivationMeter activationMeter = new ActivationMeter();
        FlowMeter flowMeter = new FlowMeter(network.spec());
        boolean tapped = !network.spec().taps().isEmpty();
        long seen = 0;
        try (GradMode off = GradMode.off()) {
            for (Batch batch : batches) {
                try (batch) {
                    List<NDArray> features = network.forward(batch.images(), false, activationMeter::observe)
                            .features();
                    if (tapped) {
                        flowMeter.observe(features);
                    }
                    seen += batch.size();
                }
            }
        }
        List<FlowStage> stages = tapped && seen > 0 ? flowMeter.result() : List.of();
        return new SparsityReport(
                this.network, weights, nearZero, spread, layers, seen, activationMeter.result(), stages);
    }

    @Override
    public String toString() {
        return SparsityText.of(this);
    }
}
