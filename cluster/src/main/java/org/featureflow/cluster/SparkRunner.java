package org.featureflow.cluster;

import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.featureflow.EndOfJvm;
import org.featureflow.FeatureFlowException;
import org.featureflow.OwnSource;
import org.featureflow.engine.EngineSettings;
import org.featureflow.experiment.RunSpec;
import org.featureflow.experiment.RunStore;
import org.featureflow.experiment.StartingWeights;
import org.featureflow.experiment.TrialListener;
import org.featureflow.sweep.RunnerSettings;
import org.featureflow.sweep.SweepStoppedException;
import org.featureflow.sweep.TrialRunner;

/**
 * Runs trials as tasks of Apache Spark. A trial whose executor is lost begins again on another, from its checkpoint; one that fails by itself
 * leaves a record that says so and is not repeated. Store and images must lie in folders that driver and executors share.
 */
public final class SparkRunner implements TrialRunner {
    private static final long POLL_MILLIS = 250;
    private static final Duration STOPPING = Duration.ofSeconds(10);
    private static final int CONNECT_MILLIS = 5000;
    private static final String DEFAULT_WAIT = "600";

    private final Place place;
    private final RunnerSettings settings;
    private final Duration patience;
    private final JavaSparkContext context;
    private volatile boolean stopping;

    private SparkRunner(Place place, RunnerSettings settings, Duration patience, JavaSparkContext context) {
        this.place = place;
        this.settings = settings;
        this.patience = patience;
        this.context = context;
    }

    /**
     * Connects.
     *
     * @param on {@code spark}, {@code local[N]}, {@code spark://HOST:PORT} or {@code k8s://HOST:PORT}
     * @param options those of {@link RunnerSettings}; {@code wait}, seconds without any executor after which a sweep is given up (600
     *     unless set); and Spark's own settings, which begin with {@code spark.}
     * @return the runner; close it. There can be one in a JVM at a time.
     * @throws FeatureFlowException if Spark is not to be reached or an option is wrong
     */
    public static SparkRunner open(String on, Map<String, String> options) {
        return (SparkRunner) new SparkProvider().open(on, options);
    }

    static SparkRunner open(Place place, Map<String, String> options) {
        SparkSettings.requireKnown(options);
        RunnerSettings settings = RunnerSettings.of(options);
        Duration patience = seconds(options.getOrDefault(SparkSettings.WAIT, DEFAULT_WAIT));
        requireFlags();
        if (place.kind() == Place.Kind.STANDALONE) {
            requireMaster(place.master());
        }
        Quiet.please();
        try {
            SparkConf conf = new SparkConf();
            SparkSettings.of(place, settings, options, System.getenv(), classPath())
                    .forEach(conf::set);
            return new SparkRunner(place, settings, patience, new JavaSparkContext(conf));
        } catch (FeatureFlowException e) {
            throw e;
        } catch (Exception | LinkageError e) {
            // Spark is written in Scala, which does not declare what it throws.
            throw StartFailure.of(place.master(), e);
        }
    }

    /** Executors run in another folder. */
    private static String classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static Duration seconds(String text) {
        try {
            return Duration.ofSeconds(Integer.parseInt(text));
        } catch (NumberFormatException e) {
            throw new FeatureFlowException(
                    "The option " + SparkSettings.WAIT + " is a number of seconds, not “" + text + "”.", e);
        }
    }

    /** Spark reaches into the JDK; without leave it ends in the middle of a stack trace. */
    private static void requireFlags() {
        Module here = SparkRunner.class.getModule();
        if (!Object.class.getModule().isOpen("sun.nio.ch", here)
                || !Object.class.getModule().isOpen("java.nio", here)) {
            throw new FeatureFlowException(
                    "Spark needs flags that this JVM was not started with; run the sweep with ./ffr sweep, or start Java with"
                            + " @cluster/jvm.options.");
        }
    }

    /** Spark itself would try for minutes and then end the context behind our back. */
    private static void requireMaster(String master) {
        if (!master.startsWith("spark://")) {
            return;
        }
        for (String address : master.substring("spark://".length()).split(",")) {
            int colon = address.lastIndexOf(':');
            try (Socket socket = new Socket()) {
                socket.connect(
                        new InetSocketAddress(
                                address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))),
                        CONNECT_MILLIS);
                return;
            } catch (IOException | IllegalArgumentException tryTheNext) {
                continue;
            }
        }
        throw new FeatureFlowException("No Spark master answers at " + master
                + "; start one (docs/cluster.md says how), or run the sweep on this machine with --on pool:N.");
    }

    /** Executors run in folders of their own. */
    static void requireAbsolute(RunSpec trial) {
        Optional<Path> pictures = trial.data().folder();
        Optional<Path> weights =
                Optional.ofNullable(trial.weights()).map(StartingWeights::file).map(Path::of);
        Stream<Path> sources = trial.sources().stream().map(OwnSource::file).map(Path::of);
        Stream.concat(Stream.of(pictures, weights).flatMap(Optional::stream), sources)
                .filter(p -> !p.isAbsolute())
                .findFirst()
                .ifPresent(p -> {
                    throw new FeatureFlowException("On a cluster files go by their whole path: write "
                            + p.toAbsolutePath().normalize() + ", not " + p + ".");
                });
    }

    @Override
    public void run(List<RunSpec> trials, RunStore store, TrialListener listener) {
        Path root = store.root().toAbsolutePath();
        List<RunSpec> open =
                trials.stream().filter(t -> store.record(t).isEmpty()).toList();
        if (place.kind() != Place.Kind.LOCAL) {
            open.forEach(SparkRunner::requireAbsolute);
        }
        ProgressFolder progress = ProgressFolder.create(root);
        TrialTask task = new TrialTask(
                root.toString(),
                progress.folder().toString(),
                settings.device(),
                SparkSettings.threads(place, settings),
                place.kind() == Place.Kind.LOCAL);
        SweepOnSpark sweep = new SweepOnSpark(context, task, open, store, progress, listener, settings);
        stopping = false;
        boolean here = place.kind() == Place.Kind.LOCAL;
        int threads = here ? EngineSettings.threads() : 0;
        EndOfJvm end = EndOfJvm.stops(() -> stopping = true, STOPPING, () -> new SweepStoppedException(null));
        context.setInterruptOnCancel(true);
        try {
            follow(sweep);
        } catch (InterruptedException e) {
            throw new SweepStoppedException(e);
        } finally {
            sweep.cancel();
            progress.delete();
            end.close();
            if (here && EngineSettings.threads() != threads) {
                // Trials of this JVM have set it for themselves.
                EngineSettings.threads(threads);
            }
        }
    }

    private void follow(SweepOnSpark sweep) throws InterruptedException {
        long alone = System.nanoTime();
        while (turn(sweep)) {
            Thread.sleep(POLL_MILLIS);
            if (executors() > 0) {
                alone = System.nanoTime();
            } else if (System.nanoTime() - alone > patience.toNanos()) {
                throw new FeatureFlowException("No worker of " + place.master() + " has given an executor for "
                        + patience.toSeconds() + " s; see that one is up and has "
                        + context.getConf().get("spark.executor.cores") + " cores and "
                        + context.getConf().get("spark.executor.memory")
                        + " free (settings spark.executor.cores and spark.executor.memory).");
            }
        }
    }

    private boolean turn(SweepOnSpark sweep) throws InterruptedException {
        try {
            return sweep.turn();
        } catch (FeatureFlowException e) {
            // Ctrl-C ends Spark's context at the same time as it tells us.
            throw stopping ? new SweepStoppedException(e) : e;
        }
    }

    /** Executors that are up; the driver counts in local mode only. */
    private int executors() {
        int all = context.sc().statusTracker().getExecutorInfos().length;
        return place.kind() == Place.Kind.LOCAL ? all : all - 1;
    }

    @Override
    public void close() {
        context.close();
    }
}
