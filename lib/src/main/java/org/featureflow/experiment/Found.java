package org.featureflow.experiment;

import java.util.Map;
import org.featureflow.sparsity.SparsityReport;

/** The figures of a {@link RunRecord}, whose components these are, as far as a run came. */
record Found(
        Stage trained,
        SparsityReport sparsity,
        WeightHistogram weights,
        Stage cut,
        Map<String, RunRecord.Width> widths,
        Stage retrained) {
    static final Found NOTHING = dense(null, null, null);

    static Found dense(Stage trained, SparsityReport sparsity, WeightHistogram weights) {
        return new Found(trained, sparsity, weights, null, Map.of(), null);
    }

    static Found in(RunRecord r) {
        return new Found(r.trained(), r.sparsity(), r.weights(), r.cut(), r.widths(), r.retrained());
    }

    /** What is found of a network of these figures once it is cut, and perhaps retrained. */
    Found pruned(Stage afterCut, Map<String, RunRecord.Width> channels, Stage afterRetraining) {
        return new Found(trained, sparsity, weights, afterCut, channels, afterRetraining);
    }

    Found withoutTimes() {
        return new Found(withoutTimes(trained), sparsity, weights, withoutTimes(cut), widths, withoutTimes(retrained));
    }

    private static Stage withoutTimes(Stage stage) {
        return stage == null ? null : stage.withoutTimes();
    }
}
