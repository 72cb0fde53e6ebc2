package org.featureflow.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.featureflow.FeatureFlowException;
import org.featureflow.JavaCommand;
import org.featureflow.engine.EngineSettings;

/** A running contender. Its error stream goes to ours. */
final class StepProcess implements AutoCloseable {
    private final String name;
    private final Process process;
    private final PrintWriter to;
    private final BufferedReader from;

    private StepProcess(String name, List<String> command) {
        this.name = name;
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
            JavaCommand.withoutFlags(builder.environment());
            process = builder.start();
        } catch (IOException e) {
            throw new FeatureFlowException("Could not start " + command.get(0) + ": " + e.getMessage() + ".", e);
        }
        to = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
        from = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /**
     * Starts our side in a JVM like this one.
     *
     * @param name what to call it
     * @param setting what it does
     * @return the process; close it
     */
    static StepProcess ours(String name, StepSetting setting) {
        return java(name, StepServer.class, List.of(), setting.arguments());
    }

    /** Starts one of our servers in a JVM like this one. */
    static StepProcess java(String name, Class<?> server, List<String> flags, List<String> arguments) {
        return new StepProcess(name, JavaCommand.of(server, flags, arguments));
    }

    /**
     * Starts PyTorch's side.
     *
     * @param name what to call it
     * @param setting what it does
     * @param python a Python interpreter with torch
     * @param format {@code channels_last} or {@code contiguous}
     * @param script the server's source
     * @return the process; close it
     */
    static StepProcess pyTorch(String name, StepSetting setting, List<String> python, String format, Path script) {
        List<String> command = new ArrayList<>(python);
        command.add(script.toString());
        command.addAll(setting.arguments());
        command.add(format);
        // Ours has this JVM's number.
        command.add(Integer.toString(EngineSettings.threads()));
        return new StepProcess(name, command);
    }

    /**
     * What it is called.
     *
     * @return the name
     */
    String name() {
        return name;
    }

    /**
     * Runs some steps.
     *
     * @param steps how many
     * @return milliseconds of each
     * @throws FeatureFlowException if the process has ended
     */
    double[] time(int steps) {
        return time(Integer.toString(steps));
    }

    /** Sends a line and waits for the times that answer it. */
    double[] time(String request) {
        to.println(request);
        try {
            String line = from.readLine();
            while (line != null && !line.matches("[0-9.,E-]+")) {
                // What a native library prints on its way up is no answer.
                line = from.readLine();
            }
            if (line == null) {
                throw new FeatureFlowException("The contender " + name + " ended; what it said is above.");
            }
            return Arrays.stream(line.split(","))
                    .mapToDouble(Double::parseDouble)
                    .toArray();
        } catch (IOException e) {
            throw new FeatureFlowException("The contender " + name + " cannot be read: " + e.getMessage() + ".", e);
        }
    }

    /**
     * Largest resident memory so far, as Linux counts it.
     *
     * @return bytes, or -1 where there is no /proc
     */
    long peakMemory() {
        return ProcStatus.peak(process.pid());
    }

    @Override
    public void close() {
        process.destroy();
    }
}
