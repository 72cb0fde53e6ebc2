package org.featureflow.train;

import java.util.List;
import java.util.stream.Collectors;
import org.featureflow.FeatureFlowException;
import org.featureflow.data.Augmentation;

/**
 * The recipes with names. An entry in the list appears in {@code ffr train --recipe}. They augment as is usual for images of 32 × 32; for
 * images of another size {@link Recipe#forImages} says what is usual there, as the command line and sweeps do.
 */
public final class Recipes {
    private static final Recipe QUICK = new Recipe(
            "quick",
            20,
            128,
            OptimizerKind.SGD,
            0.1,
            0.9,
            true,
            5e-4,
            DecayScope.EVERYTHING,
            Schedule.oneCycle(),
            0,
            0,
            0,
            Augmentation.cifar(),
            Recipe.USUAL_VALIDATION,
            0);
    private static final Recipe PAPER = QUICK.withName("paper")
            .withEpochs(160)
            .withSgd(0.9, false)
            .withWeightDecay(1e-4)
            .withSchedule(Schedule.multiStep(0.5, 0.75));
    private static final List<Recipe> ALL = List.of(QUICK, PAPER);

    private Recipes() {}

    /**
     * Twenty epochs with one cycle of the learning rate: our choice for a result in minutes. Batch 128, SGD with Nesterov momentum 0.9, peak
     * rate 0.1, weight decay 5e-4.
     *
     * @return the recipe
     */
    public static Recipe quick() {
        return QUICK;
    }

    /**
     * The setting of published CIFAR results: batch 128, SGD with momentum 0.9, rate 0.1 divided by 10 at half and three quarters, weight
     * decay 1e-4 on everything (He et al. 2016, §4.2: 64,000 steps, about 164 epochs, for ResNets). Rate, decay and 160 epochs are also those
     * of network slimming (Liu et al. 2017) and of “Rethinking the value of network pruning” (Liu et al. 2019), for VGG too; the code of both
     * has batch 64, that of 2017 with Nesterov momentum. What feature flow regularisation itself was published with is not known to us;
     * taking this setting is our choice. Others train VGG with weight decay 5e-4 and 200 epochs.
     *
     * @return the recipe
     */
    public static Recipe paper() {
        return PAPER;
    }

    /**
     * All recipes.
     *
     * @return the list, quickest first
     */
    public static List<Recipe> all() {
        return ALL;
    }

    /**
     * A recipe by name.
     *
     * @param name {@code quick} or {@code paper}
     * @return the recipe
     * @throws FeatureFlowException if there is none of that name
     */
    public static Recipe named(String name) {
        return ALL.stream()
                .filter(r -> r.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new FeatureFlowException("There is no recipe “" + name + "”; known are "
                        + ALL.stream().map(Recipe::name).collect(Collectors.joining(", ")) + "."));
    }
}
