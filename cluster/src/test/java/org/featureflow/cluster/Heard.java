package org.featureflow.cluster;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.featureflow.experiment.RunRecord;
import org.featureflow.experiment.RunSpec;
import org.featureflow.experiment.TrialListener;

/** Remembers what it is told. */
class Heard implements TrialListener {
    final List<String> started = new ArrayList<>();
    final Map<String, RunRecord> ended = new LinkedHashMap<>();
    final Map<String, List<String>> progress = new LinkedHashMap<>();

    @Override
    public void started(RunSpec trial) {
        started.add(trial.id());
    }

    @Override
    public void progress(RunSpec trial, double fraction, String text) {
        progress.computeIfAbsent(trial.id(), id -> new ArrayList<>()).add(text);
    }

    @Override
    public void ended(RunSpec trial, RunRecord record) {
        ended.put(trial.id(), record);
    }
}
