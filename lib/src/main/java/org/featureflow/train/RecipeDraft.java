package org.featureflow.train;

import org.featureflow.data.Augmentation;

/** A {@link Recipe} taken apart so that one component can be changed. */
final class RecipeDraft {
    String name;
    int epochs;
    int batch;
    OptimizerKind optimizer;
    double learningRate;
    double momentum;
    boolean nesterov;
    double weightDecay;
    DecayScope decay;
    Schedule schedule;
    double labelSmoothing;
    double clipNorm;
    double averaging;
    Augmentation augmentation;
    int validation;
    long seed;

    RecipeDraft(Recipe r) {
        name = r.name();
        epochs = r.epochs();
        batch = r.batch();
        optimizer = r.optimizer();
        learningRate = r.learningRate();
        momentum = r.momentum();
        nesterov = r.nesterov();
        weightDecay = r.weightDecay();
        decay = r.decay();
        schedule = r.schedule();
        labelSmoothing = r.labelSmoothing();
        clipNorm = r.clipNorm();
        averaging = r.averaging();
        augmentation = r.augmentation();
        validation = r.validation();
        seed = r.seed();
    }

    Recipe toRecipe() {
        return new Recipe(
                name,
                epochs,
                batch,
                optimizer,
                learningRate,
                momentum,
                nesterov,
                weightDecay,
                decay,
                schedule,
                labelSmoothing,
                clipNorm,
                averaging,
                augmentation,
                validation,
                seed);
    }
}
