package org.featureflow.cost;

import java.time.Duration;

/**
 * Unmeasured runs before measured ones.
 *
 * @param leastRuns how many at least: native libraries choose algorithms and allocate in the first runs of a shape
 * @param leastTime how long at least: until the JVM has compiled what a small network calls, a run takes several times as long, pruned or not
 */
public record WarmUp(int leastRuns, Duration leastTime) {
    /** Five runs and two seconds. */
    public static final WarmUp USUAL = new WarmUp(5, Duration.ofSeconds(2));

    /**
     * For another time than usual.
     *
     * @param time how long at least; none for five runs alone
     * @return five runs and this time
     */
    public static WarmUp lasting(Duration time) {
        return new WarmUp(USUAL.leastRuns, time);
    }

    /**
     * Warms up.
     *
     * @param once what is measured afterwards
     */
    public void run(Runnable once) {
        long end = System.nanoTime() + leastTime.toNanos();
        for (int run = 0; run < leastRuns || System.nanoTime() < end; run++) {
            once.run();
        }
    }
}
