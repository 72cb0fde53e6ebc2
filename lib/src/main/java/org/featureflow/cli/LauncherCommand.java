package org.featureflow.cli;

import java.util.concurrent.Callable;
import org.featureflow.FeatureFlowException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The commands that the {@code ffr} script runs itself because they need more than a JVM; known here so that help lists them. */
abstract class LauncherCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new FeatureFlowException(
                "'" + spec.name() + "' is run by the ffr script in the project folder: ./ffr " + spec.name() + ".");
    }

    /** Executes the first notebook from cold to its table. */
    @Command(name = "tour", description = "Train, prune and compare in one notebook, which ends with a table.")
    static final class Tour extends LauncherCommand {}

    /** Opens JupyterLab. */
    @Command(name = "lab", description = "Open JupyterLab on the notebooks with the Java kernel.")
    static final class Lab extends LauncherCommand {}

    /** Executes notebooks. */
    @Command(name = "run", description = "Execute notebooks on the Java kernel, into target/notebooks.")
    static final class Run extends LauncherCommand {}

    /** Writes or installs the kernel's specification. */
    @Command(
            name = "kernel",
            description = "Write or install the Java kernel's specification, for a Jupyter of your own.")
    static final class Kernel extends LauncherCommand {}

    /** Starts a Spark cluster. */
    @Command(name = "cluster", description = "Start a Spark cluster on this machine, to try sweeps on.")
    static final class Cluster extends LauncherCommand {}

    /** Runs all tests. */
    @Command(name = "test", description = "Run every test, of the library and of the notebooks.")
    static final class Test extends LauncherCommand {}
}
