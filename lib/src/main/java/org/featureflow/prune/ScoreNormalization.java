package org.featureflow.prune;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * How the scores of one group are scaled before groups are compared. Inside a group the order stays, so this decides only where cuts compete
 * globally and what a threshold means. Scores that are all zero stay zero.
 */
public enum ScoreNormalization {
    /** As they are. */
    NONE {
        @Override
        public double[] of(double[] scores) {
            return scores.clone();
        }
    },
    /** Divided by their mean. */
    MEAN {
        @Override
        public double[] of(double[] scores) {
            return divided(scores, Arrays.stream(scores).average().orElse(0));
        }
    },
    /** Divided by the largest. */
    MAX {
        @Override
        public double[] of(double[] scores) {
            return divided(scores, Arrays.stream(scores).max().orElse(0));
        }
    },
    /**
     * s² over the sum of all s² that are at least as large (layer-adaptive magnitude, Lee et al. 2021, with channels for weights): the largest
     * of every group gets 1, so no group is emptied.
     */
    LAMP {
        @Override
        public double[] of(double[] scores) {
            Integer[] descending = IntStream.range(0, scores.length)
                    .boxed()
                    .sorted(Comparator.comparingDouble((Integer i) -> scores[i])
                            .thenComparing(i -> i)
                            .reversed())
                    .toArray(Integer[]::new);
            double[] result = new double[scores.length];
            double sum = 0;
            for (int i : descending) {
                double square = scores[i] * scores[i];
                sum += square;
                result[i] = sum > 0 ? square / sum : 0;
            }
            return result;
        }
    };

    /**
     * Scales the scores of one group, for criteria that combine others:
     *
     * <pre>{@code
     * Importance l1 = Importances.named("l1").importance();
     * Importance both = (group, evidence) -> {
     *     double[] one = ScoreNormalization.MEAN.of(l1.scores(group, evidence));
     *     ...
     * };
     * }</pre>
     *
     * @param scores one a channel, finite and, but for {@link #NONE}, 0 or more; unchanged
     * @return a new array of the same length
     */
    public abstract double[] of(double[] scores);

    private static double[] divided(double[] scores, double by) {
        return by > 0 ? Arrays.stream(scores).map(s -> s / by).toArray() : scores.clone();
    }
}
