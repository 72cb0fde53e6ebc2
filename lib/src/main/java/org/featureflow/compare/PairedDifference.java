package org.featureflow.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How one method differs from another, seed by seed. Two runs with one seed share starting weights and the order of images; how much less their
 * difference varies for that is not supposed, its deviation is measured.
 *
 * @param seeds the seeds that both have, ascending
 * @param differences method minus reference, in the order of the seeds
 * @param confidence of its intervals
 */
public record PairedDifference(List<Long> seeds, Sample differences, double confidence) {
    /** The confidence of the interval of a difference that was not chosen among others. */
    public static final double CONFIDENCE = 0.95;

    private static final long BOOTSTRAP_SEED = 1;
    private static final double COARSE = 1e-9;

    /** Copies the list. */
    public PairedDifference {
        seeds = List.copyOf(seeds);
    }

    /**
     * Pairs figures by seed; seeds that only one of them has are left out, and so are figures that are not numbers.
     *
     * @param method seed → figure
     * @param reference seed → figure
     * @return the differences
     */
    public static PairedDifference of(Map<Long, Double> method, Map<Long, Double> reference) {
        List<Long> seeds = new ArrayList<>();
        List<Double> differences = new ArrayList<>();
        new TreeMap<>(method).forEach((seed, value) -> {
            double difference = value - reference.getOrDefault(seed, Double.NaN);
            if (!Double.isNaN(difference)) {
                seeds.add(seed);
                differences.add(difference);
            }
        });
        return new PairedDifference(seeds, new Sample(differences), CONFIDENCE);
    }

    /**
     * The same difference of rows that were chosen among others for being good: its intervals are so wide that the best of all lies outside as
     * rarely as one that was not chosen (Bonferroni). A positive difference is flattered by the choice of the method, a negative one by that of
     * the reference.
     *
     * @param methods of how many rows the method is the best
     * @param references of how many rows the reference is the best
     * @return this where no choice has flattered it
     */
    public PairedDifference chosenFrom(int methods, int references) {
        int candidates = differences.mean() > 0 ? methods : references;
        return candidates <= 1 ? this : new PairedDifference(seeds, differences, 1 - (1 - CONFIDENCE) / candidates);
    }

    /**
     * Student's interval of the mean difference.
     *
     * @return unknown for fewer than two pairs
     */
    public Interval interval() {
        return differences.interval(confidence);
    }

    /**
     * The bootstrap's interval of the mean difference, the same at every call.
     *
     * @return unknown for fewer than two pairs
     */
    public Interval bootstrap() {
        return differences.bootstrap(confidence, BOOTSTRAP_SEED);
    }

    /**
     * What can be said.
     *
     * @return by {@link #interval}
     */
    public Verdict verdict() {
        Interval interval = interval();
        if (!interval.known()) {
            return Verdict.ONE_SEED;
        }
        if (interval.low() == 0 && interval.high() == 0) {
            return Verdict.NONE;
        }
        // Counts such as dead channels may differ by the same few in every pair: what the seeds would make does not
        // show in such figures.
        if (differences.deviation() <= COARSE * Math.abs(differences.mean())) {
            return Verdict.INSIDE_NOISE;
        }
        if (interval.low() > 0) {
            return Verdict.MORE;
        }
        return interval.high() < 0 ? Verdict.LESS : Verdict.INSIDE_NOISE;
    }

    /** What a difference says. */
    public enum Verdict {
        /** The whole interval lies above 0. */
        MORE("more"),
        /** The whole interval lies below 0. */
        LESS("less"),
        /** With every seed the two are equal, such as shares that are zero for both. */
        NONE("no difference"),
        /** The interval contains 0, or the figure is too coarse to show how far seeds vary: seeds alone can make such a gap. */
        INSIDE_NOISE("inside the noise"),
        /** Fewer than two pairs: nothing can be said. */
        ONE_SEED("one seed");

        private final String text;

        Verdict(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
