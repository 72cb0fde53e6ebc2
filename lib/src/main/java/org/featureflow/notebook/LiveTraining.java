package org.featureflow.notebook;

import java.util.LinkedHashMap;
import java.util.Map;
import org.featureflow.report.TrainingCharts;
import org.featureflow.train.EpochMetrics;
import org.featureflow.train.History;
import org.featureflow.train.ProgressListener;
import org.featureflow.train.Recipe;

/** One chart that grows while a network trains. */
public final class LiveTraining implements ProgressListener {
    private final String label;
    private Show.Place place;
    private History history = History.EMPTY;

    /**
     * For one training.
     *
     * @param label what to call it in the legend
     */
    public LiveTraining(String label) {
        this.label = label;
    }

    @Override
    public void onStart(Recipe recipe, long totalSteps, History before) {
        history = before;
    }

    @Override
    public void onEpoch(EpochMetrics metrics) {
        history = history.with(metrics);
        Map<String, History> shown = new LinkedHashMap<>();
        shown.put(label, history);
        if (place == null) {
            place = Show.place(TrainingCharts.validationAccuracy(shown));
        } else {
            place.replace(TrainingCharts.validationAccuracy(shown));
        }
    }
}
