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
        double[] of(double[] scores) {
            return scores.clone();
        }
    },
    /** Divided by their mean. */
    MEAN {
        @Override
        double[] of(double[] scores) {
            return divided(scores, Arrays.stream(scores).average().orElse(0));
        }
    },
    /** Divided by the largest. */
    MAX {
        @Override
        double[] of(double[] scores) {
            return divided(scores, Arrays.stream(scores).max().orElse(0));
        }
    },
    /**
     * s² over the sum of all s² that are at least as large (layer-adaptive magnitude, Lee et al. 2021, with channels for weights): the largest
     * of every group gets 1, so no group is emptied.
     */
    LAMP {
        @Override
        double[] of(double[] scores) {
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

    abstract double[] of(double[] scores);

    private static double[] divided(double[] scores, double by) {
        return by > 0 ? Arrays.stream(scores).map(s -> s / by).toArray() : scores.clone();
    }
}
