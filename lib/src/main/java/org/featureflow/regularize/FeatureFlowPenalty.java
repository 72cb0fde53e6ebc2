package org.featureflow.regularize;

import java.util.ArrayList;
import java.util.List;
import org.featureflow.flow.FeatureFlow;
import org.featureflow.flow.FlowOptions;

/**
 * Feature flow regularisation (arXiv 2106.02914): k1 · gradient + k2 · curvature of the flow through a network's taps. A term whose
 * coefficient is zero in a step is neither computed nor reported.
 *
 * @param gradient k1
 * @param curvature k2
 * @param options norm, reduction, transition and kind of curvature
 */
public record FeatureFlowPenalty(Coefficient gradient, Coefficient curvature, FlowOptions options)
        implements Regularizer {
    /**
     * With constant coefficients and {@link FlowOptions#DEFAULT}.
     *
     * @param k1 weight of the gradient term
     * @param k2 weight of the curvature term
     * @return the penalty
     */
    public static FeatureFlowPenalty of(double k1, double k2) {
        return new FeatureFlowPenalty(Coefficient.constant(k1), Coefficient.constant(k2), FlowOptions.DEFAULT);
    }

    @Override
    public Penalty penalty(TrainingStep step) {
        FeatureFlow flow = FeatureFlow.of(step.output().features(), options);
        double k1 = gradient.at(step.progress());
        double k2 = curvature.at(step.progress());
        List<Penalty> parts = new ArrayList<>();
        if (k1 > 0) {
            parts.add(Penalty.of("gradient", k1, flow.gradient()));
        }
        if (k2 > 0) {
            parts.add(Penalty.of("curvature", k2, flow.curvature()));
        }
        return Penalty.sum(parts, step.manager());
    }
}
