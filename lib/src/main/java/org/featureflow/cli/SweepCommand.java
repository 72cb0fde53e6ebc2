package org.featureflow.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.featureflow.FeatureFlowException;
import org.featureflow.engine.Devices;
import org.featureflow.engine.EngineSettings;
import org.featureflow.experiment.RunSpec;
import org.featureflow.experiment.RunStore;
import org.featureflow.sweep.Failures;
import org.featureflow.sweep.RunnerSettings;
import org.featureflow.sweep.Setting;
import org.featureflow.sweep.Sweep;
import org.featureflow.sweep.SweepFile;
import org.featureflow.sweep.SweepRecord;
import org.featureflow.sweep.SweepStoppedException;
import org.featureflow.sweep.SweepTrial;
import org.featureflow.sweep.TrialRunner;
import org.featureflow.sweep.TrialRunnerProvider;
import org.featureflow.sweep.TrialRunners;
import org.featureflow.train.ConsoleProgress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs every trial of a sweep. */
@Command(
        name = "sweep",
        description = "Run every trial of a sweep: many runs from one file, on this machine or a cluster.",
        footer = {
            "",
            "To resume, run the same command again: finished trials are not repeated, interrupted ones go on.",
            "Exit code 0 if all trials have finished, 1 if not.",
            "Presets lie in notebooks/sweeps and go by their names: ./ffr sweep ablation --set model=resnet56 --dry-run"
        })
final class SweepCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "A sweep file (YAML or JSON), or the name of a preset.")
    private String file;

    /** For help. */
    static final class Places extends ArrayList<String> {
        private static final long serialVersionUID = 1L;

        Places() {
            super(TrialRunners.all().stream().map(TrialRunnerProvider::help).toList());
        }
    }

    @Option(
            names = "--on",
            paramLabel = "WHERE",
            defaultValue = "local",
            completionCandidates = Places.class,
            description = "Where trials run (default ${DEFAULT-VALUE}): ${COMPLETION-CANDIDATES}; and on Apache Spark:"
                    + " local[N], N trials at a time in its local mode, spark://HOST:PORT and k8s://HOST:PORT"
                    + " (docs/cluster.md).")
    private String on;

    @Option(
            names = "--runs",
            paramLabel = "DIR",
            defaultValue = "runs",
            description = "The folder of runs (default ${DEFAULT-VALUE}).")
    private Path runs;

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            description = "A profile of the file, by convention quick or full (default quick).")
    private String profile;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Override a setting or value of the file, such as data=cifar100. Repeatable.")
    private Map<String, String> overrides = new LinkedHashMap<>();

    @Option(names = "--dry-run", description = "Print the trials and an estimate of their time, and run none.")
    private boolean dryRun;

    @Option(names = "--retry", description = "Try failed trials again.")
    private boolean retry;

    @Option(
            names = "--time-limit",
            paramLabel = "TIME",
            description = "A trial that takes longer fails, and the sweep goes on; such as 90s, 45m or 12h.")
    private String timeLimit;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads of a trial on a CPU (default: cores / trials at a time; 1 on a cluster).")
    private Integer threads;

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            defaultValue = "auto",
            description = "auto, cpu, gpu or gpu:N (default ${DEFAULT-VALUE}: a GPU if one works).")
    private String device;

    @Option(
            names = "--option",
            paramLabel = "NAME=VALUE",
            description = "A setting of where trials run, such as spark.executor.memory=8g. Repeatable.")
    private Map<String, String> options = new LinkedHashMap<>();

    @Mixin
    private JsonOption json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Sweep sweep = sweep();
        List<SweepTrial> trials = sweep.trials();
        RunStore store = new RunStore(runs);
        SweepResults results = new SweepResults(trials, store);
        if (dryRun) {
            return estimate(sweep, trials, results);
        }
        List<RunSpec> specs = trials.stream().map(SweepTrial::spec).toList();
        PrintWriter err = spec.commandLine().getErr();
        try (TrialRunner runner = TrialRunners.open(on, runnerOptions())) {
            SweepRecord.of(sweep, trials).write(store);
            if (retry) {
                Failures.forget(specs, store);
            }
            try (SweepProgress progress = new SweepProgress(err, ConsoleProgress.isTerminal(), trials, results)) {
                runner.run(specs, store, progress);
            }
        } catch (SweepStoppedException stopped) {
            throw new FeatureFlowException(
                    stopped.getMessage() + " " + results.ended() + " of " + trials.size() + " trials have ended.",
                    stopped);
        }
        List<SweepResults.Row> rows = results.rows();
        json.print(rows, () -> results.table(rows));
        long failed = rows.stream().filter(SweepResults.Row::isFailed).count();
        if (failed > 0) {
            err.println("ffr: " + failed + " of " + trials.size()
                    + " trials failed; why is in the table, and --retry tries them again.");
        }
        long open = rows.stream().filter(SweepResults.Row::isOpen).count();
        if (open > 0) {
            err.println("ffr: " + open + " of " + trials.size()
                    + " trials have not ended: they were stopped, another process is at work on them, or their records were"
                    + " removed. The same command goes on with them.");
        }
        return failed + open > 0 ? 1 : 0;
    }

    private Sweep sweep() {
        SweepFile content = SweepFile.read(path());
        String chosen = profile;
        if (chosen == null) {
            chosen = content.profiles().isEmpty() || content.profiles().contains("quick")
                    ? "quick"
                    : content.profiles().iterator().next();
        }
        return content.sweep(
                chosen,
                overrides.entrySet().stream()
                        .map(e -> new Setting(e.getKey(), e.getValue(), "--set " + e.getKey()))
                        .toList());
    }

    /** A name without a file of it is a preset's. */
    private Path path() {
        Path preset =
                Path.of(System.getenv().getOrDefault("FEATUREFLOW_HOME", "."), "notebooks", "sweeps", file + ".yaml");
        return !Files.isRegularFile(Path.of(file)) && Files.exists(preset) ? preset : Path.of(file);
    }

    private Map<String, String> runnerOptions() {
        Map<String, String> all = new LinkedHashMap<>(options);
        if (threads != null) {
            all.put(RunnerSettings.THREADS, threads.toString());
        }
        if (timeLimit != null) {
            Duration limit = TimeText.parse("--time-limit", timeLimit);
            all.put(RunnerSettings.TIME_LIMIT, Long.toString(limit.toSeconds()));
        }
        if (!device.equals("auto")) {
            all.put(RunnerSettings.DEVICE, device);
        }
        return all;
    }

    private int estimate(Sweep sweep, List<SweepTrial> trials, SweepResults results) {
        int atATime = TrialRunners.atATime(on);
        RunnerSettings settings = RunnerSettings.of(runnerOptions());
        EngineSettings.threads(settings.threadsFor(atATime));
        PrintWriter err = spec.commandLine().getErr();
        err.println("Measuring a few steps of every kind of training in “" + sweep.name() + "” ...");
        err.flush();
        SweepEstimate estimate =
                SweepEstimate.of(trials, results, retry, Devices.choose(device).device());
        json.print(estimate, () -> estimate.text(atATime));
        return 0;
    }
}
