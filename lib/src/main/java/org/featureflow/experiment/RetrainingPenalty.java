package org.featureflow.experiment;

import org.featureflow.regularize.Coefficient;
import org.featureflow.regularize.Distillation;
import org.featureflow.regularize.Penalties;
import org.featureflow.regularize.Regularizer;
import org.featureflow.regularize.Teacher;

/**
 * What is added to the loss while the cut network is retrained. A run that says nothing of it has none, so that its specification stays what it
 * was before there was such a thing.
 *
 * @param penalty penalties; {@link PenaltyChoice#NONE} for none
 * @param distillation weight of the {@link Distillation} by the run's own uncut network; null, as which 0 counts, for none
 * @param temperature its temperature; null without distillation
 */
public record RetrainingPenalty(PenaltyChoice penalty, Coefficient distillation, Double temperature) {
    /** Nothing. */
    public static final RetrainingPenalty NONE = new RetrainingPenalty(PenaltyChoice.NONE, null, null);

    /**
     * Brings it into one form.
     *
     * @throws org.featureflow.FeatureFlowException if the temperature is no number above 0
     */
    public RetrainingPenalty {
        penalty = penalty == null ? PenaltyChoice.NONE : penalty;
        distillation = distillation == null || distillation.value() == 0 ? null : distillation;
        if (distillation == null) {
            temperature = null;
        } else {
            temperature = temperature == null ? Double.valueOf(Distillation.TEMPERATURE) : temperature;
            Distillation.requireTemperature(temperature);
        }
    }

    /**
     * Whether the uncut network teaches.
     *
     * @return false without distillation
     */
    public boolean hasTeacher() {
        return distillation != null;
    }

    /**
     * The penalty itself.
     *
     * @param uncut the network before the cut, which stays open; null without distillation
     */
    Regularizer regularizer(Teacher uncut) {
        Regularizer others = penalty.regularizer();
        return hasTeacher() ? Penalties.sum(others, new Distillation(distillation, temperature, uncut)) : others;
    }

    /** The same penalties wherever source files lie; they could not be made so. */
    RetrainingPenalty anywhere() {
        return new RetrainingPenalty(penalty.anywhere(), distillation, temperature);
    }
}
