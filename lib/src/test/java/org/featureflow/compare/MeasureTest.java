package org.featureflow.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.featureflow.experiment.RunRecord;
import org.featureflow.experiment.RunSpec;
import org.featureflow.experiment.Spending;
import org.featureflow.experiment.Stage;
import org.featureflow.sparsity.ActivationSparsity;
import org.featureflow.sparsity.FlowStage;
import org.featureflow.sparsity.LayerSparsity;
import org.featureflow.sparsity.NearZero;
import org.featureflow.sparsity.SparsityReport;
import org.featureflow.sparsity.Spread;
import org.featureflow.train.Evaluation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MeasureTest {
    private static final Stage TRAINED =
            new Stage(1000, 8000, accuracy(0.11), accuracy(0.12), 3, accuracy(0.13), accuracy(0.14), List.of());
    private static final Stage CUT = new Stage(400, 2000, accuracy(0.21), accuracy(0.22), 0, null, null, List.of());
    private static final Stage RETRAINED =
            new Stage(300, 1000, accuracy(0.31), accuracy(0.32), 2, accuracy(0.33), accuracy(0.34), List.of());
    private static final SparsityReport SPARSITY = new SparsityReport(
            "network",
            1000,
            List.of(
                    new NearZero("≤1e-2·max", 0.41, 0.42, 0.43, 0.44, 0.45),
                    new NearZero("≤1e-2·rms", 0.51, 0.52, 0.53, 0.54, 0.55),
                    new NearZero("≤1e-1·rms", 0.61, 0.62, 0.63, 0.64, 0.65)),
            new Spread(0.71, 0.72, 0.73, 4),
            List.of(layer(100, 0.3), layer(900, 0.5), layer(500, Double.NaN)),
            500,
            List.of(
                    new ActivationSparsity("narrow", 10, 0.2, 1, List.of()),
                    new ActivationSparsity("wide", 30, 0.6, 7, List.of())),
            List.of(
                    new FlowStage("first", "4×8×8", 3, 1.1, 1.2, 1.3, 1.4),
                    new FlowStage("all", "", 9, 2.1, 2.2, 2.3, 2.4)));

    private static LayerSparsity layer(long weights, double gini) {
        return new LayerSparsity(
                "conv",
                "Convolution",
                10,
                10,
                weights,
                List.of(),
                new Spread(0.1, gini, 0.1, 3),
                5,
                2,
                10,
                List.of(),
                List.of());
    }

    private static Evaluation accuracy(double top1) {
        return new Evaluation(100, top1, top1 + 0.005, 1);
    }

    private static RunRecord record(Stage cut, Stage retrained, SparsityReport sparsity) {
        RunSpec spec = Runs.plain().seeds(1).get(0).spec();
        return new RunRecord(
                spec.id(),
                spec,
                RunRecord.Status.FINISHED,
                null,
                null,
                TRAINED,
                sparsity,
                null,
                cut,
                Map.of(),
                retrained,
                new Spending(6, 2, 10, 1e9),
                null,
                null);
    }

    @Test
    void everyMeasureReadsItsOwnFigure() {
        Map<Measure, Double> figures = new EnumMap<>(Measure.class);
        figures.put(Measure.ACCURACY, 32.0);
        figures.put(Measure.TOP5, 32.5);
        figures.put(Measure.BEST_ACCURACY, 34.0);
        figures.put(Measure.DENSE_ACCURACY, 12.0);
        figures.put(Measure.CUT_ACCURACY, 22.0);
        figures.put(Measure.VALIDATION_ACCURACY, 31.0);
        figures.put(Measure.DENSE_VALIDATION, 11.0);
        figures.put(Measure.PARAMETERS, 300.0);
        figures.put(Measure.MACS, 1000.0);
        figures.put(Measure.PARAMETERS_KEPT, 30.0);
        figures.put(Measure.MACS_KEPT, 12.5);
        figures.put(Measure.SMALL_WEIGHTS, 51.0);
        figures.put(Measure.SMALLISH_WEIGHTS, 61.0);
        figures.put(Measure.SMALL_FILTERS, 45.0);
        figures.put(Measure.FAINT_FILTERS, 65.0);
        // (100 · 0.3 + 900 · 0.5) / 1000, whatever all weights together have; the layer of zeros does not count.
        figures.put(Measure.GINI, 0.48);
        // 8 of 40 channels; zeros are a mean over layers
        figures.put(Measure.DEAD_CHANNELS, 20.0);
        figures.put(Measure.ZERO_ACTIVATIONS, 40.0);
        figures.put(Measure.FLOW_LENGTH, 2.1);
        figures.put(Measure.FLOW_TURNING, 2.3);
        assertThat(figures).containsOnlyKeys(Measure.values());
        RunRecord record = record(CUT, RETRAINED, SPARSITY);
        figures.forEach((measure, figure) ->
                assertThat(measure.of(record)).as(measure.name()).isCloseTo(figure, within(1e-9)));
    }

    @Test
    void theLastNetworkIsTheCutOneWithoutRetrainingAndTheTrainedOneWithoutACut() {
        assertThat(Measure.ACCURACY.of(record(CUT, null, SPARSITY))).isCloseTo(22, within(1e-9));
        assertThat(Measure.BEST_ACCURACY.of(record(CUT, null, SPARSITY)))
                .as("a network that was not trained has no best epoch")
                .isCloseTo(22, within(1e-9));
        RunRecord dense = record(null, null, null);
        assertThat(Measure.ACCURACY.of(dense)).isCloseTo(12, within(1e-9));
        assertThat(Measure.MACS_KEPT.of(dense)).isEqualTo(100);
        assertThat(Measure.CUT_ACCURACY.of(dense)).isNaN();
        assertThat(Measure.GINI.of(dense)).isNaN();
        assertThat(Measure.DEAD_CHANNELS.of(dense)).isNaN();
        assertThat(Measure.SMALL_WEIGHTS.of(dense)).isNaN();
        assertThat(Measure.FLOW_LENGTH.of(dense)).isNaN();
    }

    @ParameterizedTest
    @EnumSource(Measure.class)
    void aFailedRunHasNoFigures(Measure measure) {
        assertThat(measure.of(Runs.plain().failing().seeds(1).get(0))).isNaN();
    }
}
