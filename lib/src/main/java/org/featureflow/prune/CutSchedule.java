package org.featureflow.prune;

/** How far a cut has gone when part of the steps is done. */
public enum CutSchedule {
    /** Everything in the first step. */
    ONE_SHOT {
        @Override
        public double kept(double progress, double target) {
            return target;
        }
    },
    /** The same amount in every step. */
    LINEAR {
        @Override
        public double kept(double progress, double target) {
            return target + (1 - target) * (1 - progress);
        }
    },
    /** The same share of what is left in every step. */
    GEOMETRIC {
        @Override
        public double kept(double progress, double target) {
            return Math.pow(target, progress);
        }
    },
    /** Automated gradual pruning (Zhu and Gupta 2017): much at first, little at the end; removed share s = s_final (1 − (1 − progress)³). */
    CUBIC {
        @Override
        public double kept(double progress, double target) {
            double ahead = 1 - progress;
            return target + (1 - target) * ahead * ahead * ahead;
        }
    };

    /**
     * The share that is to be left.
     *
     * @param progress finished steps over all steps, more than 0, 1 after the last
     * @param target the share that is left in the end
     * @return the share to be left now; exactly the target after the last step
     */
    public abstract double kept(double progress, double target);
}
