package org.featureflow.compare;

import java.util.function.ToDoubleFunction;
import org.featureflow.experiment.RunRecord;
import org.featureflow.experiment.Stage;
import org.featureflow.sparsity.ActivationSparsity;
import org.featureflow.sparsity.FlowStage;
import org.featureflow.sparsity.LayerSparsity;
import org.featureflow.sparsity.NearZero;
import org.featureflow.train.Evaluation;

/** A figure of a finished run. What a run does not have is NaN. Accuracies are top-1 on the test images, unless they say otherwise. */
public enum Measure {
    /** Accuracy of the run's last network as it is when the run ends: retrained, else cut, else trained. */
    ACCURACY("accuracy", "%", 100, r -> top1(r.last().test())),
    /** Share of images whose class is among the five likeliest, of the run's last network as it is when the run ends. */
    TOP5("top-5 accuracy", "%", 100, r -> top5(r.last().test())),
    /** Accuracy of the run's last network at the epoch that validated best. */
    BEST_ACCURACY("accuracy, best epoch", "%", 100, r -> top1(best(r.last()))),
    /** Accuracy after training, before any cut. */
    DENSE_ACCURACY("accuracy before the cut", "%", 100, r -> top1(r.trained().test())),
    /** Accuracy right after the cut. */
    CUT_ACCURACY(
            "accuracy after the cut",
            "%",
            100,
            r -> r.cut() == null ? Double.NaN : top1(r.cut().test())),
    /** Accuracy of the run's last network on the held-out images, what rows are chosen by that speak for several. */
    VALIDATION_ACCURACY("validation accuracy", "%", 100, r -> top1(r.last().validation())),
    /** Accuracy of the trained network on the held-out images, before any cut. */
    DENSE_VALIDATION(
            "validation accuracy before the cut",
            "%",
            100,
            r -> top1(r.trained().validation())),
    /** Parameters of the run's last network. */
    PARAMETERS("parameters", "", 1, r -> r.last().parameters()),
    /** MACs of the run's last network for one image. */
    MACS("MACs", "", 1, r -> r.last().macs()),
    /** Parameters that the cut left. */
    PARAMETERS_KEPT(
            "parameters kept",
            "%",
            100,
            r -> share(r.last().parameters(), r.trained().parameters())),
    /** MACs that the cut left. */
    MACS_KEPT("MACs kept", "%", 100, r -> share(r.last().macs(), r.trained().macs())),
    /** Unstructured sparsity of the trained network: weights of at most a hundredth of their layer's root mean square. */
    SMALL_WEIGHTS("weights ≤ 0.01 rms", "%", 100, r -> nearZero(r, "≤1e-2·rms", NearZero::weights)),
    /** The same with a tenth. */
    SMALLISH_WEIGHTS("weights ≤ 0.1 rms", "%", 100, r -> nearZero(r, "≤1e-1·rms", NearZero::weights)),
    /** Structured sparsity of the trained network: filters, batch norm folded in, of at most a hundredth of the layer's largest. */
    SMALL_FILTERS("filters ≤ 0.01 max", "%", 100, r -> nearZero(r, "≤1e-2·max", NearZero::folded)),
    /** The same with a tenth of the root mean square of the layer's filters: what becomes faint before it becomes nothing. */
    FAINT_FILTERS("filters ≤ 0.1 rms", "%", 100, r -> nearZero(r, "≤1e-1·rms", NearZero::folded)),
    /** Gini index of the weights of each of the trained network's layers, mean over layers, each counting by its number of weights. */
    GINI("Gini index, mean over layers", "", 1, Measure::gini),
    /** Channels of the trained network that are zero everywhere on every held-out image. */
    DEAD_CHANNELS("dead channels", "%", 100, Measure::dead),
    /** Zeros among the trained network's activations, mean over activations, small ones counting as much as large ones. */
    ZERO_ACTIVATIONS("zero activations", "%", 100, Measure::zeros),
    /** Length of the trained network's feature flow. */
    FLOW_LENGTH("flow length", "", 1, r -> flow(r, FlowStage::length)),
    /** Total turning of the trained network's feature flow. */
    FLOW_TURNING("flow turning", "rad", 1, r -> flow(r, FlowStage::turning));

    private final String title;
    private final String unit;
    private final double scale;
    private final ToDoubleFunction<RunRecord> figure;

    Measure(String title, String unit, double scale, ToDoubleFunction<RunRecord> figure) {
        this.title = title;
        this.unit = unit;
        this.scale = scale;
        this.figure = figure;
    }

    /**
     * What to call it.
     *
     * @return name and unit, such as {@code accuracy, %}
     */
    public String title() {
        return unit.isEmpty() ? title : title + ", " + unit;
    }

    /**
     * What to call it in a sentence.
     *
     * @return the name without unit
     */
    public String plainTitle() {
        return title;
    }

    /**
     * The unit of differences.
     *
     * @return {@code points} for percentages, else as it is
     */
    public String differenceUnit() {
        return unit.equals("%") ? "points" : unit;
    }

    /**
     * The figure.
     *
     * @param record a finished run
     * @return in the unit that {@link #title} says; NaN if the run does not have it
     */
    public double of(RunRecord record) {
        return record.trained() == null ? Double.NaN : scale * figure.applyAsDouble(record);
    }

    private static Evaluation best(Stage stage) {
        return stage.bestTest() != null ? stage.bestTest() : stage.test();
    }

    private static double top1(Evaluation evaluation) {
        return evaluation == null ? Double.NaN : evaluation.top1();
    }

    private static double top5(Evaluation evaluation) {
        return evaluation == null ? Double.NaN : evaluation.top5();
    }

    private static double share(double part, double whole) {
        return part / whole;
    }

    private static double nearZero(RunRecord r, String threshold, ToDoubleFunction<NearZero> share) {
        return r.sparsity() == null
                ? Double.NaN
                : r.sparsity().nearZero().stream()
                        .filter(n -> n.threshold().equals(threshold))
                        .mapToDouble(share)
                        .findFirst()
                        .orElse(Double.NaN);
    }

    /** Not of all weights together: layers differ in scale, which batch norm makes arbitrary. */
    private static double gini(RunRecord r) {
        if (r.sparsity() == null) {
            return Double.NaN;
        }
        double sum = 0;
        long weights = 0;
        for (LayerSparsity layer : r.sparsity().layers()) {
            double gini = layer.spread().gini();
            // A layer of zeros alone has none.
            if (!Double.isNaN(gini)) {
                sum += layer.weights() * gini;
                weights += layer.weights();
            }
        }
        return sum / weights;
    }

    private static double dead(RunRecord r) {
        return r.sparsity() == null
                ? Double.NaN
                : share(
                        r.sparsity().activations().stream()
                                .mapToInt(ActivationSparsity::dead)
                                .sum(),
                        r.sparsity().activations().stream()
                                .mapToInt(ActivationSparsity::channels)
                                .sum());
    }

    private static double zeros(RunRecord r) {
        return r.sparsity() == null
                ? Double.NaN
                : r.sparsity().activations().stream()
                        .mapToDouble(ActivationSparsity::zeros)
                        .average()
                        .orElse(Double.NaN);
    }

    private static double flow(RunRecord r, ToDoubleFunction<FlowStage> figure) {
        return r.sparsity() == null || r.sparsity().flow().isEmpty()
                ? Double.NaN
                : figure.applyAsDouble(
                        r.sparsity().flow().get(r.sparsity().flow().size() - 1));
    }
}
