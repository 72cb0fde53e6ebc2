package org.featureflow.experiment;

import java.util.Map;
import org.featureflow.flow.FlowOptions;
import org.featureflow.regularize.Coefficient;

/**
 * What is added to the loss.
 *
 * @param gradient k1 of feature flow; null for no gradient term
 * @param curvature k2 of feature flow; null for no curvature term
 * @param flow norm, reduction, transition and bend of feature flow; null without feature flow
 * @param others coefficients of weight penalties by their name in {@link org.featureflow.regularize.Regularizers}
 */
public record PenaltyChoice(
        Coefficient gradient, Coefficient curvature, FlowOptions flow, Map<String, Coefficient> others) {}
