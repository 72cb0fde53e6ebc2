package org.featureflow.notebook;

import java.util.LinkedHashMap;
import java.util.Map;
import org.featureflow.report.TrainingCharts;
import org.featureflow.train.EpochMetrics;
import org.featureflow.train.History;
import org.featureflow.train.ProgressListener;
import org.featureflow.train.Recipe;
import org.featureflow.train.StepMetrics;
import org.knowm.xchart.XYChart;

/**
 * A line of progress and a chart of accuracy that change in place while a network trains; outside a notebook one line of text an epoch.
 *
 * <pre>{@code
 * Training.of(network, data).listener(new LiveTraining("plain")).run();
 * }</pre>
 */
public final class LiveTraining implements ProgressListener {
    private static final long NANOSECONDS_BETWEEN = 500_000_000L;

    private final String label;
    private final Kernel kernel;
    private final boolean drawn;
    private History history = History.EMPTY;
    private long totalSteps;
    private String line;
    private String chart;
    private long shownAt;

    /**
     * For one training.
     *
     * @param label what to call it
     */
    public LiveTraining(String label) {
        this(label, Show.kernel(), true);
    }

    LiveTraining(String label, Kernel kernel, boolean drawn) {
        this.label = label;
        this.kernel = kernel;
        this.drawn = drawn;
    }

    /**
     * For one of several trainings in a cell: the line of progress only.
     *
     * @param label what to call it
     * @return a listener without a chart
     */
    public static LiveTraining line(String label) {
        return new LiveTraining(label, Show.kernel(), false);
    }

    @Override
    public void onStart(Recipe recipe, long steps, History before) {
        history = before;
        totalSteps = steps;
        line = null;
        chart = null;
        if (!before.epochs().isEmpty()) {
            draw();
        }
    }

    @Override
    public void onStep(StepMetrics metrics) {
        long now = System.nanoTime();
        if (kernel.replaces() && (line == null || now - shownAt > NANOSECONDS_BETWEEN)) {
            shownAt = now;
            write(ProgressLine.running(label, metrics));
        }
    }

    @Override
    public void onEpoch(EpochMetrics metrics) {
        history = history.with(metrics);
        write(ProgressLine.epoch(label, metrics, totalSteps));
        draw();
    }

    @Override
    public void onStop(String reason) {
        write(ProgressLine.text(label + "  " + reason));
    }

    private void write(Kernel.Content content) {
        if (line == null) {
            line = kernel.show(content);
        } else {
            kernel.update(line, content);
        }
    }

    private void draw() {
        if (!drawn || !kernel.replaces()) {
            return;
        }
        Kernel.Content picture = Show.picture(accuracy());
        if (chart == null) {
            chart = kernel.show(picture);
        } else {
            kernel.update(chart, picture);
        }
    }

    /** On the images trained with and, where there are any, on those held out. */
    private XYChart accuracy() {
        Map<String, History> all = new LinkedHashMap<>();
        all.put("training images", history);
        XYChart both = TrainingCharts.trainingAccuracy(all);
        both.setTitle(label + ": accuracy");
        XYChart validation = TrainingCharts.validationAccuracy(Map.of("held-out images", history));
        validation
                .getSeriesCollection()
                .forEach(s ->
                        both.addSeries(s.getName(), s.getXData(), s.getYData()).setMarker(s.getMarker()));
        return both;
    }
}
