package org.featureflow.sweep;

import java.nio.file.Path;
import java.util.List;
import org.featureflow.experiment.RunRecord;
import org.featureflow.experiment.RunSpec;
import org.featureflow.experiment.RunStore;
import org.featureflow.experiment.Tiny;
import org.featureflow.experiment.TrialListener;

/** A sweep in a JVM of its own, to be killed and started again. Arguments: the store's folder, the epochs of a trial. Says what its trials do. */
final class SweepOnce {
    private SweepOnce() {}

    static List<RunSpec> trials(int epochs) {
        return Sweep.of("killed", Tiny.dense().with("epochs", epochs).values())
                .grid("importance", "none", "l1")
                .seeds(1, 2)
                .trials()
                .stream()
                .map(SweepTrial::spec)
                .toList();
    }

    public static void main(String[] arguments) {
        try (PoolRunner pool = new PoolRunner(2, new RunnerSettings(1, null, "cpu"))) {
            pool.run(trials(Integer.parseInt(arguments[1])), new RunStore(Path.of(arguments[0])), new TrialListener() {
                @Override
                public void progress(RunSpec trial, double fraction, String text) {
                    System.out.println("progress");
                }

                @Override
                public void ended(RunSpec trial, RunRecord record) {
                    System.out.println("ended");
                }
            });
        }
    }
}
