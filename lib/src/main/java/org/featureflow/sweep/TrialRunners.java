package org.featureflow.sweep;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.featureflow.FeatureFlowException;

/** Every kind of runner: those of the library and those of modules on the class path. */
public final class TrialRunners {
    private static final TrialRunnerProvider LOCAL = new TrialRunnerProvider() {
        @Override
        public String help() {
            return "local  in this process, one trial at a time";
        }

        @Override
        public boolean accepts(String on) {
            return on.equals("local");
        }

        @Override
        public TrialRunner open(String on, Map<String, String> options) {
            RunnerSettings.requireKnown(on, options.keySet());
            return new InProcessRunner(RunnerSettings.of(options));
        }
    };

    private static final TrialRunnerProvider POOL = new TrialRunnerProvider() {
        private static final Pattern FORM = Pattern.compile("pool:(\\d{1,3})");

        @Override
        public String help() {
            return "pool:N  N child JVMs on this machine; what goes wrong in one fails one trial";
        }

        @Override
        public boolean accepts(String on) {
            return FORM.matcher(on).matches();
        }

        @Override
        public int atATime(String on) {
            Matcher form = FORM.matcher(on);
            if (!form.matches() || Integer.parseInt(form.group(1)) < 1) {
                throw new FeatureFlowException("A pool is written pool:N, such as pool:2, not “" + on + "”.");
            }
            return Integer.parseInt(form.group(1));
        }

        @Override
        public TrialRunner open(String on, Map<String, String> options) {
            RunnerSettings.requireKnown(on, options.keySet());
            return new PoolRunner(atATime(on), RunnerSettings.of(options));
        }
    };

    private TrialRunners() {}

    /**
     * All kinds.
     *
     * @return the library's first, then those of modules
     */
    public static List<TrialRunnerProvider> all() {
        List<TrialRunnerProvider> all = new ArrayList<>(List.of(LOCAL, POOL));
        ServiceLoader.load(TrialRunnerProvider.class).forEach(all::add);
        return all;
    }

    /**
     * Opens a runner.
     *
     * @param on {@code local}, {@code pool:N}, or what a module's provider accepts
     * @param options settings by name; those of {@link RunnerSettings} are known to all kinds
     * @return the runner; close it
     * @throws FeatureFlowException if nobody accepts it
     */
    public static TrialRunner open(String on, Map<String, String> options) {
        return provider(on).open(on, options);
    }

    /**
     * How many trials a runner would run at a time on this machine.
     *
     * @param on as for {@link #open}
     * @return at least 1
     * @throws FeatureFlowException if nobody accepts it
     */
    public static int atATime(String on) {
        return provider(on).atATime(on);
    }

    private static TrialRunnerProvider provider(String on) {
        return all().stream().filter(p -> p.accepts(on)).findFirst().orElseThrow(() -> unknown(on));
    }

    private static FeatureFlowException unknown(String on) {
        return on.matches("(spark|k8s)\\b.*|local\\[.*")
                ? new FeatureFlowException("Sweeps on " + on
                        + " need the module cluster, which is not on the class path; start the sweep with ./ffr of a checkout,"
                        + " which builds the module and puts it there.")
                : new FeatureFlowException(
                        "There is nothing called “" + on
                                + "” to run sweeps on; use local, pool:N (N processes), local[N] (Spark), spark://HOST:PORT or k8s://HOST:PORT.");
    }
}
