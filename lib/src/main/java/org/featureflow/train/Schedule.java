package org.featureflow.train;

import java.util.Arrays;
import java.util.List;
import org.featureflow.FeatureFlowException;

/**
 * The learning rate as a share of the recipe's: a pure function of how far training has come, so that a resumed run needs no state and a
 * shorter run keeps the shape.
 */
public sealed interface Schedule {
    /**
     * The share of the recipe's learning rate at a point of training.
     *
     * @param progress finished steps / all steps, from 0 up to but not including 1
     * @return the factor, not negative
     */
    double factor(double progress);

    /**
     * The same schedule after a linear rise: the rate climbs from a tenth of what this schedule says to all of it.
     *
     * @param fraction share of the training that the rise takes
     * @return the wrapped schedule
     */
    default Schedule warmUp(double fraction) {
        return new WarmUp(fraction, 0.1, this);
    }

    /**
     * The recipe's rate throughout.
     *
     * @return factor 1
     */
    static Schedule constant() {
        return new Constant();
    }

    /**
     * A tenth at each milestone.
     *
     * @param milestones fractions of the training, rising
     * @return the schedule
     */
    static Schedule multiStep(double... milestones) {
        return new MultiStep(Arrays.stream(milestones).boxed().toList(), 0.1);
    }

    /**
     * Half a cosine from 1 to 0 (Loshchilov and Hutter 2017, without restarts).
     *
     * @return the schedule
     */
    static Schedule cosine() {
        return new Cosine(0);
    }

    /**
     * Up and down once (Smith and Topin 2019), with the figures of PyTorch's {@code OneCycleLR}: rises from 1/25 over the first 30 %, ends at
     * 1/250,000, half cosines both ways. PyTorch's cycles the momentum too; here it stays as it is.
     *
     * @return the schedule
     */
    static Schedule oneCycle() {
        return new OneCycle(0.3, 1.0 / 25, 1.0 / 250_000);
    }

    /** No change. */
    record Constant() implements Schedule {
        @Override
        public double factor(double progress) {
            return 1;
        }
    }

    /**
     * A product of a factor for every milestone reached.
     *
     * @param milestones fractions of the training, rising, in (0, 1)
     * @param gamma what each milestone multiplies the rate by
     */
    record MultiStep(List<Double> milestones, double gamma) implements Schedule {
        /**
         * Copies and checks.
         *
         * @throws FeatureFlowException if milestones do not rise within (0, 1), or gamma is not positive
         */
        public MultiStep {
            milestones = List.copyOf(milestones);
            double before = 0;
            for (double milestone : milestones) {
                if (!(milestone > before && milestone < 1)) {
                    throw new FeatureFlowException(
                            "Milestones are rising fractions of the training between 0 and 1, not " + milestones
                                    + "; for epochs 100 and 150 of 200 write 0.5 and 0.75.");
                }
                before = milestone;
            }
            require(
                    gamma > 0 && gamma <= 1,
                    "A milestone multiplies the rate by more than 0 and at most 1, not " + gamma);
        }

        @Override
        public double factor(double progress) {
            double factor = 1;
            for (double milestone : milestones) {
                factor *= progress >= milestone ? gamma : 1;
            }
            return factor;
        }
    }

    /**
     * Half a cosine from 1 down.
     *
     * @param end factor at the end, in [0, 1]
     */
    record Cosine(double end) implements Schedule {
        /**
         * Checks.
         *
         * @throws FeatureFlowException if the end is not in [0, 1]
         */
        public Cosine {
            require(end >= 0 && end <= 1, "A cosine ends at a factor from 0 to 1, not " + end);
        }

        @Override
        public double factor(double progress) {
            return between(1, end, progress);
        }
    }

    /**
     * A half cosine up, a half cosine down.
     *
     * @param peak fraction of the training at which the factor is 1, in (0, 1)
     * @param start factor at the beginning, in [0, 1]
     * @param end factor at the end, in [0, 1]
     */
    record OneCycle(double peak, double start, double end) implements Schedule {
        /**
         * Checks.
         *
         * @throws FeatureFlowException if a number is out of range
         */
        public OneCycle {
            require(
                    peak > 0 && peak < 1 && start >= 0 && start <= 1 && end >= 0 && end <= 1,
                    "One cycle needs a peak within the training and factors from 0 to 1, not peak " + peak + ", start "
                            + start + ", end " + end);
        }

        @Override
        public double factor(double progress) {
            return progress < peak
                    ? between(start, 1, progress / peak)
                    : between(1, end, (progress - peak) / (1 - peak));
        }
    }

    /**
     * A linear rise in front of another schedule, whose own time runs from the beginning of the training all the same: milestones stay where
     * they are.
     *
     * @param fraction share of the training that the rise takes, in [0, 1]
     * @param start share of the other schedule's factor at the beginning, in [0, 1]
     * @param then the schedule that is multiplied
     */
    record WarmUp(double fraction, double start, Schedule then) implements Schedule {
        /**
         * Checks.
         *
         * @throws FeatureFlowException if a number is out of range or there is no schedule
         */
        public WarmUp {
            require(
                    fraction >= 0 && fraction <= 1 && start >= 0 && start <= 1,
                    "A warm-up takes a fraction of the training from 0 to 1 and starts at a factor from 0 to 1, not "
                            + fraction + " and " + start);
            require(then != null, "A warm-up goes before another schedule, but there is none");
        }

        @Override
        public double factor(double progress) {
            double rise = progress < fraction ? start + (1 - start) * progress / fraction : 1;
            return rise * then.factor(progress);
        }
    }

    private static double between(double from, double to, double progress) {
        return to + (from - to) * (1 + Math.cos(Math.PI * Math.min(1, progress))) / 2;
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new FeatureFlowException(otherwise + ".");
        }
    }
}
