package org.featureflow.cli;

import java.util.ArrayList;
import java.util.List;
import org.featureflow.experiment.RunRecord;
import org.featureflow.experiment.RunSpec;
import org.featureflow.experiment.RunStore;
import org.featureflow.experiment.Stage;
import org.featureflow.train.Evaluation;

/**
 * A run's figures for tables.
 *
 * @param status finished, failed, or begun
 * @param epochs of training and retraining
 * @param test last top-1 accuracy on the test images, 0 to 1; null unless finished, and without such images
 * @param error null unless it failed
 */
record RunFigures(
        String id,
        String status,
        Long parameters,
        Long macs,
        int epochs,
        Double test,
        String error,
        List<StageFigures> stages,
        RunSpec spec) {
    /**
     * A stage.
     *
     * @param name trained, cut or retrained
     * @param test null without test images
     */
    record StageFigures(String name, long parameters, long macs, Double validation, Double test, Double bestTest) {}

    static RunFigures of(RunStore store, String id) {
        RunSpec spec = store.spec(id);
        RunRecord r = store.record(id).orElse(null);
        Stage last = r == null ? null : r.last();
        List<StageFigures> stages = new ArrayList<>();
        if (r != null) {
            add(stages, "trained", r.trained());
            add(stages, "cut", r.cut());
            add(stages, "retrained", r.retrained());
        }
        return new RunFigures(
                id,
                r == null ? "begun" : SweepResults.status(r),
                last == null ? null : last.parameters(),
                last == null ? null : last.macs(),
                spec.epochs(),
                last == null ? null : top1(last.test()),
                r == null ? null : r.error(),
                stages,
                spec);
    }

    private static void add(List<StageFigures> stages, String name, Stage s) {
        if (s != null) {
            stages.add(new StageFigures(
                    name, s.parameters(), s.macs(), top1(s.validation()), top1(s.test()), top1(s.bestTest())));
        }
    }

    /** Null without images. */
    static Double top1(Evaluation evaluation) {
        return evaluation == null ? null : evaluation.top1();
    }
}
