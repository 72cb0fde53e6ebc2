package org.featureflow.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;
import org.featureflow.FeatureFlowException;
import org.featureflow.JavaCommand;

/** A master or worker in a JVM of its own, and what it says about itself. */
final class ChildProcess {
    private static final int LINES_KEPT = 200;

    private final Process process;
    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
    private final CompletableFuture<String> ready = new CompletableFuture<>();

    private ChildProcess(Process process) {
        this.process = process;
    }

    /**
     * Starts one.
     *
     * @param home what it takes for Spark's home
     * @param ready the line by which it says that it is up; its first group is kept
     * @param arguments of {@link Child}
     */
    static ChildProcess start(Path home, Pattern ready, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(JavaCommand.java().toString());
        Stream.of(JavaModuleOptions.defaultModuleOptionArray())
                .filter(o -> !o.startsWith("--add-modules"))
                .forEach(command::add);
        command.addAll(List.of(
                // They do little: no time for compiling well.
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dspark.master.rest.enabled=false",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-Dorg.slf4j.simpleLogger.log.org.apache.spark.deploy=info",
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        // Spark would look for its Scala version among its own build's folders.
        builder.environment()
                .putAll(Map.of(
                        "SPARK_HOME", home.toString(), "SPARK_SCALA_VERSION", "2.13", "SPARK_LOCAL_IP", "127.0.0.1"));
        ChildProcess child = new ChildProcess(builder.start());
        Thread reader = new Thread(() -> child.read(ready), "output of a child");
        reader.setDaemon(true);
        reader.start();
        return child;
    }

    private void read(Pattern pattern) {
        try (BufferedReader from =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = from.readLine(); line != null; line = from.readLine()) {
                if (lines.size() < LINES_KEPT) {
                    lines.add(line);
                }
                Matcher m = pattern.matcher(line);
                if (m.find()) {
                    ready.complete(m.group(1));
                }
            }
        } catch (IOException ended) {
            lines.add(ended.getMessage());
        }
        ready.completeExceptionally(new IOException("it ended"));
    }

    /** Waits until it is up. */
    String await(int seconds) throws InterruptedException {
        try {
            return ready.get(seconds, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new FeatureFlowException(
                    "A process of Spark did not come up within " + seconds + " s; it said:\n"
                            + String.join("\n", lines),
                    e);
        }
    }

    /** The process and those that it has started. */
    Process process() {
        return process;
    }

    /** Ends it and what it has started. */
    void end() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
