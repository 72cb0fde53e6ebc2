package org.featureflow.cluster;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.featureflow.FeatureFlowException;
import org.featureflow.sweep.RunnerSettings;

/** What Spark is told: our defaults, then what the user says in options that begin with {@code spark.}. */
final class SparkSettings {
    /** The option with the seconds to wait while no worker gives an executor. */
    static final String WAIT = "wait";

    private static final String JAVA_OPTIONS = "spark.executor.extraJavaOptions";

    /** The folder of a libtorch for GPUs, as environment/cuda.sh chose it. */
    private static final String LIBRARY = "PYTORCH_LIBRARY_PATH";

    /** With it goes where CUDA's own library is found; without it the workers' path is their own affair. */
    private static final String SEARCHED = "LD_LIBRARY_PATH";

    /** Variables of the launcher that trials in executors need too. */
    private static final List<String> VARIABLES = List.of(
            "DJL_CACHE_DIR",
            "ENGINE_CACHE_DIR",
            "FEATUREFLOW_CACHE",
            "FEATUREFLOW_DATA",
            "FEATUREFLOW_HOME",
            "GLIBC_TUNABLES",
            "GOMP_SPINCOUNT",
            "LANG",
            "LC_ALL",
            "LC_CTYPE",
            "NVIDIA_TF32_OVERRIDE",
            "OPT_OUT_TRACKING",
            "PYTORCH_FLAVOR",
            LIBRARY,
            "PYTORCH_VERSION",
            "XDG_CACHE_HOME");

    private static final Set<String> FOLDERS = Set.of(
            "DJL_CACHE_DIR",
            "ENGINE_CACHE_DIR",
            "FEATUREFLOW_CACHE",
            "FEATUREFLOW_DATA",
            "FEATUREFLOW_HOME",
            LIBRARY,
            "XDG_CACHE_HOME");

    /** The flags of environment/jvm.options that matter in an executor; Spark adds its own. */
    private static final List<String> JVM_FLAGS = List.of(
            "-XX:+IgnoreUnrecognizedVMOptions",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Djava.awt.headless=true",
            "-Dfile.encoding=UTF-8",
            "-Dai.djl.offline=true",
            "-DOPT_OUT_TRACKING=true",
            "-Dai.djl.pytorch.num_interop_threads=1",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");

    private SparkSettings() {}

    /**
     * Threads of a trial. On a cluster one, unless more are asked for: as many trials run as there are cores.
     *
     * @return 0 to leave it as it is in this JVM
     */
    static int threads(Place place, RunnerSettings settings) {
        if (place.kind() != Place.Kind.LOCAL) {
            return Math.max(1, settings.threads());
        }
        return place.atATime() > 1 ? settings.threadsFor(place.atATime()) : settings.threads();
    }

    /**
     * All settings.
     *
     * @param place where Spark runs
     * @param settings those that all back ends know
     * @param options all that the user gave
     * @param environment variables of this process
     * @param classPath of this process
     * @return name → value
     */
    static Map<String, String> of(
            Place place,
            RunnerSettings settings,
            Map<String, String> options,
            Map<String, String> environment,
            String classPath) {
        Map<String, String> all = new TreeMap<>();
        all.put("spark.master", place.master());
        all.put("spark.app.name", "featureflow sweep");
        all.put("spark.ui.enabled", "false");
        all.put("spark.ui.showConsoleProgress", "false");
        // A task that does not end when it is told to takes its executor with it.
        all.put("spark.task.reaper.enabled", "true");
        all.put("spark.task.reaper.killTimeout", "60s");
        if (place.isLoopback()) {
            all.put("spark.driver.host", "127.0.0.1");
            all.put("spark.driver.bindAddress", "127.0.0.1");
        }
        if (place.kind() != Place.Kind.LOCAL) {
            executors(all, place, settings, environment, classPath);
        }
        options.forEach((name, value) -> {
            if (name.startsWith("spark.")) {
                all.merge(name, value, (ours, theirs) -> name.equals(JAVA_OPTIONS) ? ours + " " + theirs : theirs);
            }
        });
        // Two copies of a trial would be in each other's way.
        all.put("spark.speculation", "false");
        return all;
    }

    private static void executors(
            Map<String, String> all,
            Place place,
            RunnerSettings settings,
            Map<String, String> environment,
            String classPath) {
        String threads = Integer.toString(threads(place, settings));
        // One trial at a time in an executor: what goes wrong in native code takes no other trial with it.
        all.put("spark.task.cpus", threads);
        all.put("spark.executor.cores", threads);
        all.put("spark.executor.memory", "2g");
        if (place.kind() == Place.Kind.KUBERNETES) {
            // A pod that takes more is killed, and arrays lie outside the heap.
            all.put("spark.executor.memoryOverhead", "4g");
        }
        if (settings.device().startsWith("gpu")) {
            all.put("spark.task.resource.gpu.amount", "1");
            all.put("spark.executor.resource.gpu.amount", "1");
        }
        all.put(JAVA_OPTIONS, String.join(" ", JVM_FLAGS) + " -Dai.djl.pytorch.num_threads=" + threads);
        all.put("spark.executorEnv.OMP_NUM_THREADS", threads);
        if (place.kind() == Place.Kind.STANDALONE) {
            // The build of this checkout, at the same path on every machine. In a container it lies where its image
            // says.
            all.put("spark.executor.extraClassPath", classPath);
            VARIABLES.stream()
                    .filter(environment::containsKey)
                    .forEach(v -> all.put("spark.executorEnv." + v, absolute(v, environment.get(v))));
            if (environment.containsKey(LIBRARY) && environment.containsKey(SEARCHED)) {
                all.put("spark.executorEnv." + SEARCHED, environment.get(SEARCHED));
            }
        }
    }

    /** Executors run in another folder. */
    private static String absolute(String variable, String value) {
        return FOLDERS.contains(variable)
                ? Path.of(value).toAbsolutePath().normalize().toString()
                : value;
    }

    /** Refuses options that mean nothing. */
    static void requireKnown(Map<String, String> options) {
        List<String> known = List.of(RunnerSettings.THREADS, RunnerSettings.TIME_LIMIT, RunnerSettings.DEVICE, WAIT);
        for (String name : options.keySet()) {
            if (!known.contains(name) && !name.startsWith("spark.")) {
                throw new FeatureFlowException("Sweeps on Spark have no option “" + name + "”; known are "
                        + String.join(", ", known) + " and Spark's own, which begin with spark. .");
            }
        }
    }
}
