package org.featureflow.sweep;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import org.featureflow.FeatureFlowException;

/**
 * What every back end is told, as options of {@link TrialRunnerProvider#open}. None of it changes what a run is, only how it is carried out.
 *
 * @param threads threads for one operator of a trial on a CPU; 0 for the cores that are there, divided by the trials at a time. Only with the
 *     same number do two back ends agree to the last bit.
 * @param timeLimit longest time for a trial, after which it counts as failed and the next begins; null for none
 * @param device {@code auto}, {@code cpu}, {@code gpu} or {@code gpu:N}
 */
public record RunnerSettings(int threads, Duration timeLimit, String device) {
    /** The option with the number of threads. */
    public static final String THREADS = "threads";

    /** The option with the time limit, in seconds. */
    public static final String TIME_LIMIT = "time-limit";

    /** The option with the device. */
    public static final String DEVICE = "device";

    /** Longer than any option of a command can say, and short enough to be counted in nanoseconds. */
    private static final long MOST_SECONDS = 9_000_000_000L;

    /** As many threads as cores, no limit, a GPU if there is one that works. */
    public static final RunnerSettings DEFAULT = new RunnerSettings(0, null, "auto");

    /**
     * Checks.
     *
     * @throws FeatureFlowException if the number of threads is negative or the limit is not positive
     */
    public RunnerSettings {
        if (threads < 0) {
            throw new FeatureFlowException("The number of threads cannot be negative, as " + threads
                    + " is; 0 means the cores that are there, divided by the trials at a time.");
        }
        if (timeLimit != null && (timeLimit.isNegative() || timeLimit.isZero())) {
            throw new FeatureFlowException("A trial's time limit must be longer than nothing; leave it out for none.");
        }
    }

    /**
     * Reads options.
     *
     * @param options name → text; names of other options are passed over
     * @return the settings
     * @throws FeatureFlowException if a text cannot be read
     */
    public static RunnerSettings of(Map<String, String> options) {
        return new RunnerSettings(
                (int) Math.max(Integer.MIN_VALUE, whole(options, THREADS, Integer.MAX_VALUE)),
                options.containsKey(TIME_LIMIT) ? Duration.ofSeconds(whole(options, TIME_LIMIT, MOST_SECONDS)) : null,
                options.getOrDefault(DEVICE, "auto"));
    }

    private static long whole(Map<String, String> options, String name, long most) {
        String text = options.getOrDefault(name, "0");
        try {
            long number = Long.parseLong(text);
            if (number > most) {
                throw new FeatureFlowException("The option " + name + " is at most " + most + ", not " + text + ".");
            }
            return number;
        } catch (NumberFormatException e) {
            throw new FeatureFlowException("The option " + name + " is a whole number, not “" + text + "”.", e);
        }
    }

    /** Refuses options that a back end does not know. */
    static void requireKnown(String on, Collection<String> names) {
        for (String name : names) {
            if (!name.equals(THREADS) && !name.equals(TIME_LIMIT) && !name.equals(DEVICE)) {
                throw new FeatureFlowException("Sweeps on " + on + " have no option “" + name + "”; known are "
                        + THREADS + ", " + TIME_LIMIT + " and " + DEVICE + ".");
            }
        }
    }

    /**
     * The threads of one trial.
     *
     * @param atATime how many trials share the machine
     * @return at least 1
     */
    public int threadsFor(int atATime) {
        return threads > 0 ? threads : Math.max(1, Runtime.getRuntime().availableProcessors() / atATime);
    }

    /**
     * What a record says of a trial that took longer than the limit.
     *
     * @return one sentence
     */
    public String tookTooLong() {
        return "It took longer than its time limit of " + text(timeLimit)
                + "; raise --time-limit and start again with --retry, and it goes on from its checkpoint if it has one.";
    }

    private static String text(Duration time) {
        long s = time.toSeconds();
        if (s == 0) {
            return time.toMillis() + " ms";
        }
        return s % 3600 == 0 ? s / 3600 + " h" : s % 60 == 0 ? s / 60 + " min" : s + " s";
    }
}
