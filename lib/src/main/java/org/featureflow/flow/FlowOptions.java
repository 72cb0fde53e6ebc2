package org.featureflow.flow;

/**
 * The choices that the published description of feature flow regularisation leaves open.
 *
 * @param norm how a difference is measured
 * @param reduction plain or per element
 * @param transition what happens where the shape changes
 * @param bend what the curvature term measures
 */
public record FlowOptions(Norm norm, Reduction reduction, Transition transition, Bend bend) {
    /** L1, SUM, WITHIN_STAGE, SECOND_DIFFERENCE. */
    public static final FlowOptions DEFAULT =
            new FlowOptions(Norm.L1, Reduction.SUM, Transition.WITHIN_STAGE, Bend.SECOND_DIFFERENCE);

    /**
     * With another norm.
     *
     * @param newNorm how a difference is measured
     * @return changed options
     */
    public FlowOptions with(Norm newNorm) {
        return new FlowOptions(newNorm, reduction, transition, bend);
    }

    /**
     * With another reduction.
     *
     * @param newReduction plain or per element
     * @return changed options
     */
    public FlowOptions with(Reduction newReduction) {
        return new FlowOptions(norm, newReduction, transition, bend);
    }

    /**
     * With another transition.
     *
     * @param newTransition what happens where the shape changes
     * @return changed options
     */
    public FlowOptions with(Transition newTransition) {
        return new FlowOptions(norm, reduction, newTransition, bend);
    }

    /**
     * With another curvature.
     *
     * @param newBend what the curvature term measures
     * @return changed options
     */
    public FlowOptions with(Bend newBend) {
        return new FlowOptions(norm, reduction, transition, newBend);
    }
}
