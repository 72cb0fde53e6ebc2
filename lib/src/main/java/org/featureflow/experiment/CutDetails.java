package org.featureflow.experiment;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.featureflow.FeatureFlowException;
import org.featureflow.prune.CutSchedule;
import org.featureflow.prune.GroupReduction;
import org.featureflow.prune.Pruning;
import org.featureflow.prune.Scope;
import org.featureflow.prune.ScoreNormalization;

/**
 * What few cuts need to say. A run that says nothing of it has none, so that its specification stays what it was before there were details.
 *
 * @param normalization how scores of groups are scaled; null for the importance's own
 * @param reduction how scores of several layers become one; null for the importance's own
 * @param leastShare share of its channels that every group keeps at least; 0 for none
 * @param protect nodes that keep all channels, in order of their names; see {@link Pruning#protect}
 * @param steps in how many steps channels go; what is left is scored again after each, without training in between
 * @param schedule how much goes in which of several steps; null for one step
 * @param recalibrate training images on which the cut network's batch norms are measured anew before anything else is done with it, rounded up
 *     to batches of 64; null for not at all
 * @param ratio name → share of its channels that a group keeps while the others meet the target, see {@link Scope#ratios(Map, Scope)}; null for
 *     none
 */
public record CutDetails(
        ScoreNormalization normalization,
        GroupReduction reduction,
        double leastShare,
        List<String> protect,
        int steps,
        CutSchedule schedule,
        Integer recalibrate,
        Map<String, Double> ratio) {
    /** Nothing special. */
    public static final CutDetails NONE = new CutDetails(null, null, 0, List.of(), 1, null, null, null);

    /**
     * Sorts the protected nodes and the shares.
     *
     * @throws FeatureFlowException if a number is out of range, or there is a schedule for one step or none for several
     */
    public CutDetails {
        protect = protect == null
                ? List.of()
                : protect.stream().sorted().distinct().toList();
        ratio = ratio == null || ratio.isEmpty() ? null : Collections.unmodifiableMap(new TreeMap<>(ratio));
        if (recalibrate != null && recalibrate < 2) {
            throw new FeatureFlowException("To measure batch norms anew takes at least 2 images, not " + recalibrate
                    + "; leave it out for not at all.");
        }
        if (steps < 1) {
            throw new FeatureFlowException("A cut in " + steps + " steps is not possible; use 1 or more.");
        }
        if (steps == 1 != (schedule == null)) {
            throw new FeatureFlowException(
                    steps == 1
                            ? "A schedule of the cut is about several steps; give their number too, or leave it out."
                            : "A cut in " + steps + " steps needs a schedule: linear, geometric or cubic.");
        }
    }

    /** Of a pruning without scope. */
    Pruning of(Pruning pruning, Scope scope) {
        Pruning detailed = pruning.scope(ratio == null ? scope : Scope.ratios(ratio, scope))
                .leastShare(leastShare)
                .protect(protect);
        if (normalization != null) {
            detailed = detailed.normalization(normalization);
        }
        return reduction == null ? detailed : detailed.reduction(reduction);
    }
}
