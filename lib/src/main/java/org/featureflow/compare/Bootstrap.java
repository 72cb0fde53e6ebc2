package org.featureflow.compare;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Means of samples drawn with replacement. */
final class Bootstrap {
    private static final int DRAWS = 10_000;

    private Bootstrap() {}

    static Interval ofMean(List<Double> values, double confidence, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] means = new double[DRAWS];
        for (int d = 0; d < DRAWS; d++) {
            double sum = 0;
            for (int i = 0; i < values.size(); i++) {
                sum += values.get(random.nextInt(values.size()));
            }
            means[d] = sum / values.size();
        }
        Arrays.sort(means);
        int outside = (int) Math.round(DRAWS * (1 - confidence) / 2);
        return new Interval(means[outside], means[DRAWS - 1 - outside]);
    }
}
