package org.featureflow.sweep;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.featureflow.FeatureFlowException;
import org.featureflow.experiment.RunSpec;
import org.featureflow.experiment.RunStore;
import org.featureflow.experiment.TrialListener;
import org.featureflow.train.TrainingStoppedException;

/**
 * The main class of a child of {@link PoolRunner}. Arguments: the store's folder, the device. Its input is one line, the specification, and
 * then nothing until the end of it, which means stop. Its output is one line for every bit of progress. The record goes to the store.
 */
final class TrialWorker {
    /** Exit code of a child that was asked to stop and has saved a checkpoint. */
    static final int STOPPED = 75;

    /** The exit code that {@code -XX:+ExitOnOutOfMemoryError} gives. */
    static final int OUT_OF_MEMORY = 3;

    /** Said before anything else can go wrong: who does not say it could not be started. */
    static final String READY = "@ready";

    /** Native libraries print too; only lines that begin like this are ours. */
    private static final String PROGRESS = "@progress ";

    private static final Pattern LINE = Pattern.compile(PROGRESS + "(\\d{1,9}\\.\\d+) (.*)");

    private TrialWorker() {}

    /**
     * Runs one trial.
     *
     * @param arguments the store's folder, the device
     * @throws IOException if the input cannot be read
     */
    public static void main(String[] arguments) throws IOException {
        // In the charset that the parent reads, whatever this machine's is.
        PrintStream to = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        System.setOut(System.err);
        to.println(READY);
        to.flush();
        BufferedReader from = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        RunSpec trial = RunSpec.fromJson(from.readLine());
        Thread parent = new Thread(() -> awaitEnd(from), "parent");
        parent.setDaemon(true);
        parent.start();
        int code = run(trial, new RunStore(Path.of(arguments[0])), arguments[1], to);
        // Only the end of this JVM stops a trial, and it waits for this thread, which exit() would never let end.
        if (code != STOPPED) {
            System.exit(code);
        }
    }

    private static int run(RunSpec trial, RunStore store, String device, PrintStream to) {
        TrialListener listener = new TrialListener() {
            @Override
            public void progress(RunSpec which, double fraction, String text) {
                to.println(PROGRESS + String.format(Locale.ROOT, "%.6f ", fraction) + text);
                to.flush();
            }
        };
        try {
            TrialAttempt.run(trial, store, device, listener);
            return 0;
        } catch (TrainingStoppedException stopped) {
            return STOPPED;
        } catch (FeatureFlowException beforeItBegan) {
            store.fail(trial, beforeItBegan.getMessage(), Duration.ZERO);
            return 1;
        }
    }

    /** The parent never writes a second line; what ends this is that it closes our input, or dies. */
    private static void awaitEnd(BufferedReader from) {
        try {
            while (from.read() >= 0) {
                Thread.onSpinWait();
            }
        } catch (IOException alsoTheEnd) {
            System.exit(STOPPED);
        }
        // Training's own hook sees the JVM end, takes its last step and saves.
        System.exit(STOPPED);
    }

    /** The other side of the lines. A line that a native library has written into is passed over. */
    static void readProgress(String line, BiConsumer<Double, String> progress) {
        Matcher words = LINE.matcher(line);
        if (words.matches()) {
            progress.accept(Double.valueOf(words.group(1)), words.group(2));
        }
    }
}
