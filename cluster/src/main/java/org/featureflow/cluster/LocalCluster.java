package org.featureflow.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.featureflow.FeatureFlowException;

/**
 * A standalone cluster on this machine: Spark's own master and workers, each in a JVM, on the loopback address, at ports that are free. For
 * trying out and testing what a sweep does on a cluster. Ends when it is closed, or with this process.
 */
public final class LocalCluster implements AutoCloseable {
    private static final Pattern MASTER = Pattern.compile("Starting Spark master at (spark://\\S+)");
    private static final Pattern WORKER = Pattern.compile("(Successfully registered) with master");
    private static final int START_SECONDS = 60;

    private final ChildProcess master;
    private final String address;
    private final List<ChildProcess> workers = new ArrayList<>();

    private LocalCluster(ChildProcess master, String address) {
        this.master = master;
        this.address = address;
    }

    /**
     * Starts master and workers and waits until they know each other.
     *
     * @param workers how many
     * @param cores of each, as Spark counts them: how many one-thread trials it takes at a time
     * @param folder for the work folders of the workers, where executors leave their output; made if it is missing
     * @return the cluster; close it
     * @throws FeatureFlowException if it does not come up
     */
    public static LocalCluster start(int workers, int cores, Path folder) {
        return start(workers, cores, folder, List.of());
    }

    /** With a file of Spark settings for each worker, in their order; empty for none. */
    static LocalCluster start(int workers, int cores, Path folder, List<String> properties) {
        if (workers < 1 || cores < 1) {
            throw new FeatureFlowException(
                    "A cluster needs at least 1 worker of 1 core, not " + workers + " of " + cores + ".");
        }
        Path home = folder.toAbsolutePath();
        LocalCluster cluster = null;
        try {
            // Where a worker expects Spark's libraries; executors get the class path of the driver.
            Files.createDirectories(home.resolve("jars"));
            ChildProcess master = ChildProcess.start(
                    home, MASTER, List.of("master", "--host", "127.0.0.1", "--port", "0", "--webui-port", "0"));
            cluster = new LocalCluster(master, "");
            cluster = new LocalCluster(master, master.await(START_SECONDS));
            for (int i = 0; i < workers; i++) {
                cluster.addWorker(home, i, cores, properties.isEmpty() ? null : Path.of(properties.get(i)));
            }
            for (ChildProcess worker : cluster.workers) {
                worker.await(START_SECONDS);
            }
            return cluster;
        } catch (IOException | RuntimeException | InterruptedException e) {
            if (cluster != null) {
                cluster.close();
            }
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw e instanceof FeatureFlowException known
                    ? known
                    : new FeatureFlowException(
                            "Could not start Spark's master and workers: " + e.getMessage() + ".", e);
        }
    }

    private void addWorker(Path home, int number, int cores, Path properties) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "worker",
                "--host",
                "127.0.0.1",
                "--port",
                "0",
                "--webui-port",
                "0",
                "--cores",
                Integer.toString(cores),
                "--memory",
                3 * cores + "g",
                "--work-dir",
                home.resolve("worker-" + number).toString()));
        if (properties != null) {
            arguments.addAll(List.of("--properties-file", properties.toString()));
        }
        arguments.add(address);
        workers.add(ChildProcess.start(home, WORKER, arguments));
    }

    /**
     * What {@code --on} takes.
     *
     * @return {@code spark://127.0.0.1:PORT}
     */
    public String address() {
        return address;
    }

    /** The process of a worker, whose children are its executors. */
    Process worker(int number) {
        return workers.get(number).process();
    }

    @Override
    public void close() {
        workers.forEach(ChildProcess::end);
        master.end();
    }
}
