package org.featureflow.sweep;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.featureflow.FeatureFlowException;
import org.featureflow.Folders;
import org.featureflow.JavaCommand;
import org.featureflow.experiment.RunSpec;
import org.featureflow.experiment.RunStore;

/**
 * One trial in a JVM like this one. Its standard input stays open as long as the trial is wanted: when this JVM ends, however it ends, the
 * child sees the end of its input, saves a checkpoint and ends too.
 */
final class TrialProcess {
    /** The exit code of a JVM that refuses its flags, its memory or its main class. */
    private static final int CANNOT_START = 1;

    private final Process process;
    private final Path log;

    /** What its JVM said before it began. */
    private final List<String> before = new ArrayList<>();

    private boolean ready;

    private TrialProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * Starts a trial.
     *
     * @param flags of the JVM, behind those of this one
     * @param environment variables to set
     * @param log where its error output goes
     */
    static TrialProcess start(
            RunSpec trial,
            RunStore store,
            String device,
            List<String> flags,
            Map<String, String> environment,
            Path log) {
        List<String> allFlags = new ArrayList<>();
        // Out of memory ends the child at once: a JVM that goes on after that cannot be trusted.
        allFlags.add("-XX:+ExitOnOutOfMemoryError");
        allFlags.add("-XX:ErrorFile=" + log.resolveSibling(log.getFileName() + ".crash"));
        allFlags.addAll(flags);
        List<String> arguments = List.of(store.root().toString(), device);
        List<String> command = JavaCommand.of(TrialWorker.class, allFlags, arguments);
        try {
            Folders.create(log.getParent());
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
            JavaCommand.withoutFlags(builder.environment()).putAll(environment);
            TrialProcess child = new TrialProcess(builder.start(), log);
            child.send(trial);
            return child;
        } catch (IOException e) {
            throw new FeatureFlowException("Could not start a process for a trial: " + e.getMessage() + ".", e);
        }
    }

    private void send(RunSpec trial) {
        try {
            OutputStream to = process.getOutputStream();
            to.write((trial.toJson() + "\n").getBytes(StandardCharsets.UTF_8));
            to.flush();
        } catch (IOException childIsGone) {
            // Its exit code says more.
            return;
        }
    }

    /**
     * Follows the trial to its end.
     *
     * @param progress gets fraction and text
     * @return the exit code
     */
    int follow(BiConsumer<Double, String> progress) throws InterruptedException {
        try (BufferedReader from =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = from.readLine(); line != null; line = from.readLine()) {
                ready |= line.equals(TrialWorker.READY);
                if (!ready) {
                    before.add(line);
                }
                TrialWorker.readProgress(line, progress);
            }
        } catch (IOException pipeBroke) {
            // Then it has ended, or ends at its next word.
            process.destroy();
        }
        return process.waitFor();
    }

    /** Asks it to save a checkpoint and end. */
    void stop() {
        try {
            process.getOutputStream().close();
        } catch (IOException childIsGone) {
            return;
        }
    }

    /** Ends it after some time unless it has ended by itself. */
    void kill(long afterSeconds) throws InterruptedException {
        if (!process.waitFor(afterSeconds, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }

    /** Whether an exit code is that of a child that was asked to stop, by us or with SIGHUP, SIGINT or SIGTERM, and not of one that failed. */
    static boolean wasToldToEnd(int code) {
        return code == TrialWorker.STOPPED || code == 128 + 1 || code == 128 + 2 || code == 128 + 15;
    }

    /** Whether our code began in it. */
    boolean began() {
        return ready;
    }

    /** Refuses a child whose JVM ended before our code began: so will every other. */
    void requireStarted(int code) {
        if (!ready && code == CANNOT_START) {
            throw new FeatureFlowException("No process for a trial can be started: " + beginning()
                    + ". Look at FEATUREFLOW_JAVA_OPTIONS, or use --on local.");
        }
    }

    private String beginning() {
        List<String> said = new ArrayList<>(before);
        try {
            said.addAll(Files.readAllLines(log));
        } catch (IOException nothingThere) {
            said.add("it says nothing in " + log);
        }
        return said.stream().filter(line -> !line.isBlank()).limit(2).collect(Collectors.joining(": "));
    }

    /** What an end without a record means. */
    String explain(int code) {
        String reason =
                switch (code) {
                    case TrialWorker.OUT_OF_MEMORY ->
                        "Its process ran out of memory; use a smaller batch or network, or give Java more with"
                                + " FEATUREFLOW_JAVA_OPTIONS=-Xmx6g";
                    case 128 + 6, 128 + 11 -> "Its process crashed in native code";
                    case 128 + 9 ->
                        "Its process was killed, perhaps by the system because memory ran out; use fewer processes or a smaller"
                                + " batch";
                    default -> "Its process ended with code " + code + " and without a result";
                };
        return reason + " (what it said: " + log.getParent().getFileName() + "/" + log.getFileName() + ").";
    }

    /** Removes an error output that nobody needs. */
    void forgetLog() {
        try {
            Files.deleteIfExists(log);
        } catch (IOException stays) {
            return;
        }
    }
}
