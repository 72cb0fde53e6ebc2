package org.featureflow.experiment;

import java.util.Map;
import org.featureflow.sparsity.SparsityReport;

/**
 * What came out of a run, complete enough for every table and chart.
 *
 * @param id the run's name and hash, as its folder is called
 * @param spec what was run
 * @param status how it ended
 * @param error one sentence; null unless it failed
 * @param trained after training; null if it failed before
 * @param sparsity of the trained network before any cut, activations and flow over held-out images
 * @param weights distribution of the trained network's weights
 * @param cut right after the cut; null without pruning
 * @param widths layer → channels before and after the cut; empty without pruning
 * @param retrained after retraining; null without
 * @param spending what it took
 * @param surroundings where it was done; has no part in any figure but times
 */
public record RunRecord(
        String id,
        RunSpec spec,
        Status status,
        String error,
        Stage trained,
        SparsityReport sparsity,
        WeightHistogram weights,
        Stage cut,
        Map<String, Width> widths,
        Stage retrained,
        Spending spending,
        Surroundings surroundings) {
    /** How a run ended. */
    public enum Status {
        /** All of it was done. */
        FINISHED,
        /** It stopped with an error. */
        FAILED
    }

    /**
     * The channels of a layer.
     *
     * @param before in the dense network
     * @param after in the pruned network
     */
    public record Width(int before, int after) {}
}
