package org.featureflow.cli;

import ai.djl.Device;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.featureflow.ConsoleTable;
import org.featureflow.FeatureFlowException;
import org.featureflow.Folders;
import org.featureflow.experiment.Difference;
import org.featureflow.experiment.RunRecord;
import org.featureflow.experiment.RunSpec;
import org.featureflow.experiment.RunStore;
import org.featureflow.experiment.Surroundings;
import org.featureflow.experiment.TrialListener;
import org.featureflow.experiment.Verification;
import org.featureflow.train.ProgressListener;
import org.featureflow.train.RunFolder;
import org.featureflow.train.StepMetrics;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Repeats a run and says whether its figures come out again. */
@Command(
        name = "verify",
        description =
                "Repeat the first epoch of a finished run, or all of it, and say whether its figures come out again.",
        footer = {
            "",
            "Nothing in the run's folder is changed. On a CPU with the same versions and number of threads (taken from the",
            "record) figures come out again to the last digit; elsewhere small differences grow with every step.",
            "Exit code 0 if all figures agree, 1 if not."
        })
final class VerifyCommand implements Callable<Integer> {
    private static final int SHOWN = 10;

    @Parameters(
            paramLabel = "RUN",
            description = "A run's folder, its record.json, or the beginning of its name or hash.")
    private String run;

    @Option(
            names = "--runs",
            paramLabel = "DIR",
            defaultValue = "runs",
            description = "Where runs are looked for by name (default ${DEFAULT-VALUE}).")
    private Path runs;

    /** How much. */
    static final class Extent {
        @Option(names = "--epochs", paramLabel = "N", description = "Repeat the first N epochs (default 1).")
        private int epochs = 1;

        @Option(names = "--whole", description = "Repeat all of it: training, cut and retraining.")
        private boolean whole;
    }

    @ArgGroup
    private Extent extent = new Extent();

    @Mixin
    private DeviceOption device;

    @Mixin
    private JsonOption json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        RunRecord record = record();
        Surroundings then = extent.whole ? record.surroundings() : record.trainedAt();
        Device where = then == null ? device.choose() : device.choose(then.device(), then.threads());
        Verification verification = extent.whole ? whole(record, where) : epochs(record, where);
        json.print(verification, () -> text(record, verification));
        return verification.agrees() ? 0 : 1;
    }

    private RunRecord record() {
        Path path = Path.of(run);
        if (Files.isRegularFile(path)) {
            return RunStore.readRecord(path);
        }
        if (Files.isDirectory(path)) {
            return RunStore.readRecord(new RunFolder(path).record());
        }
        RunStore store = new RunStore(runs);
        String id = store.find(run);
        return store.record(id)
                .orElseThrow(() ->
                        new FeatureFlowException("The run “" + id + "” has not ended yet; verify it when it has."));
    }

    private Verification epochs(RunRecord record, Device where) {
        PrintWriter err = spec.commandLine().getErr();
        return Verification.ofEpochs(record, extent.epochs, where, new ProgressListener() {
            @Override
            public void onStep(StepMetrics m) {
                err.printf(Locale.ROOT, "\repoch %d, step %d, loss %.3f ", m.epoch(), m.step(), m.loss());
                err.flush();
            }

            @Override
            public void onStop(String reason) {
                err.println();
            }
        });
    }

    private Verification whole(RunRecord record, Device where) {
        PrintWriter err = spec.commandLine().getErr();
        TrialListener listener = new TrialListener() {
            @Override
            public void progress(RunSpec trial, double fraction, String text) {
                err.printf(Locale.ROOT, "\r%3.0f %%  %-60s", 100 * fraction, text);
                err.flush();
            }

            @Override
            public void ended(RunSpec trial, RunRecord ended) {
                err.println();
            }
        };
        Path folder = Folders.temporary("featureflow-verify");
        try {
            return Verification.ofAll(record, folder, where, listener);
        } finally {
            Folders.deleteQuietly(folder);
        }
    }

    private static String text(RunRecord record, Verification v) {
        StringBuilder text =
                new StringBuilder(record.id()).append(": ").append(v.what()).append(" repeated; ");
        List<Difference> all = v.differences();
        if (v.agrees()) {
            text.append("all ").append(v.figures()).append(" figures agree to the last digit.\n");
        } else {
            double most = all.stream().mapToDouble(Difference::relative).max().orElse(0);
            text.append(all.size()).append(" of ").append(v.figures()).append(" figures differ, ");
            text.append(
                    Double.isInfinite(most)
                            ? "some altogether"
                            : String.format(Locale.ROOT, "by %.1e of their size at most", most));
            text.append(".\n");
            ConsoleTable table =
                    new ConsoleTable().left("figure").right("recorded").right("now");
            all.stream().limit(SHOWN).forEach(d -> table.row(d.where(), d.recorded(), d.repeated()));
            text.append(table);
            if (all.size() > SHOWN) {
                text.append("… and ").append(all.size() - SHOWN).append(" more (--json has all).\n");
            }
        }
        v.surroundings()
                .forEach((what, change) -> text.append("Other than recorded: ")
                        .append(what)
                        .append(' ')
                        .append(change)
                        .append('\n'));
        return text.toString();
    }
}
