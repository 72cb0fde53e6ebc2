package org.featureflow.cluster;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.featureflow.experiment.FailureText;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ffr cluster}: a cluster on this machine until Ctrl-C. */
@Command(
        name = "ffr cluster",
        mixinStandardHelpOptions = true,
        description = {
            "Start a Spark cluster on this machine: a master and workers, on the loopback address. Ctrl-C ends it.",
            "Sweeps run on it with ./ffr sweep FILE --on spark://... (the address is printed)."
        })
final class ClusterCommand implements Callable<Integer> {
    @Option(
            names = "--workers",
            paramLabel = "N",
            defaultValue = "2",
            description = "Number of workers (default ${DEFAULT-VALUE}).")
    private int workers;

    @Option(
            names = "--cores",
            paramLabel = "N",
            defaultValue = "1",
            description = "Cores of each: one-thread trials that it takes at a time (default ${DEFAULT-VALUE}).")
    private int cores;

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            description = "Where executors leave their output (default: target/cluster in the checkout).")
    private Path folder;

    @Spec
    private CommandSpec spec;

    private ClusterCommand() {}

    /**
     * Runs the command and ends the JVM with its exit code.
     *
     * @param arguments its options
     */
    public static void main(String[] arguments) {
        CommandLine line = new CommandLine(new ClusterCommand());
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            PrintWriter err = command.getErr();
            err.println("ffr: " + FailureText.of(failure));
            return 1;
        });
        System.exit(line.execute(arguments));
    }

    /** In the checkout, wherever the command is given. */
    static Path usualFolder(Map<String, String> environment) {
        return Path.of(environment.getOrDefault("FEATUREFLOW_HOME", "."), "target", "cluster");
    }

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        try (LocalCluster cluster =
                LocalCluster.start(workers, cores, folder == null ? usualFolder(System.getenv()) : folder)) {
            out.println(cluster.address());
            out.flush();
            // The end of this process is the end of its children.
            new CountDownLatch(1).await();
            return 0;
        }
    }
}
