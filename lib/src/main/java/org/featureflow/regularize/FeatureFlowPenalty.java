package org.featureflow.regularize;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.featureflow.FeatureFlowException;
import org.featureflow.flow.FeatureFlow;
import org.featureflow.flow.FlowOptions;
import org.featureflow.flow.L1FlowGradient;
import org.featureflow.nn.Network;
import org.featureflow.nn.NetworkSpec;

/**
 * Feature flow regularisation (arXiv 2106.02914): k1 · gradient + k2 · curvature of the flow through a network's taps. A term whose
 * coefficient is zero in a step is neither computed nor reported.
 *
 * @param gradient k1
 * @param curvature k2
 * @param options norm, reduction, transition and kind of curvature
 */
public record FeatureFlowPenalty(Coefficient gradient, Coefficient curvature, FlowOptions options)
        implements ClosedForm {
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
    public void check(NetworkSpec spec) {
        if (spec.taps().isEmpty()) {
            throw new FeatureFlowException(
                    "Network " + spec.name() + " has no taps, so there is no feature flow to penalise; give it some.");
        }
    }

    @Override
    public Penalty penalty(TrainingStep step) {
        FeatureFlow flow = FeatureFlow.of(step.output().features(), options);
        return weighted(step, flow::gradient, flow::curvature);
    }

    private Penalty weighted(TrainingStep step, Supplier<NDArray> length, Supplier<NDArray> bend) {
        double k1 = gradient.at(step.progress());
        double k2 = curvature.at(step.progress());
        List<Penalty> parts = new ArrayList<>();
        Set<String> later = new LinkedHashSet<>();
        if (k1 > 0) {
            parts.add(Penalty.of("gradient", k1, length.get()));
        } else if (gradient.value() > 0) {
            later.add("gradient");
        }
        if (k2 > 0) {
            parts.add(Penalty.of("curvature", k2, bend.get()));
        } else if (curvature.value() > 0) {
            later.add("curvature");
        }
        Penalty sum = Penalty.sum(parts, step.manager());
        return new Penalty(sum.loss(), sum.terms(), later);
    }

    @Override
    public boolean appliesTo(Network network) {
        return L1FlowGradient.computes(options)
                && network.dataType() == DataType.FLOAT32
                && !network.device().isGpu();
    }

    @Override
    public FeatureDerivative derivative(TrainingStep step) {
        double k1 = gradient.at(step.progress());
        double k2 = curvature.at(step.progress());
        L1FlowGradient flow = L1FlowGradient.of(step.output().features(), options.reduction(), k1, k2);
        return new FeatureDerivative() {
            @Override
            public void addTo(NDArray derivative, int tap) {
                flow.addTo(derivative, tap);
            }

            @Override
            public Penalty value() {
                Supplier<NDArray> length = () -> step.manager().create((float) flow.gradient());
                Supplier<NDArray> bend = () -> step.manager().create((float) flow.curvature());
                return weighted(step, length, bend);
            }
        };
    }
}
