package org.featureflow.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The measurements, each a command of its own. */
@Command(
        name = "bench",
        description = "Measure speed and memory, contenders side by side in one run.",
        subcommands = {
            BenchTrainCommand.class,
            BenchInferCommand.class,
            BenchPruneCommand.class,
            BenchEnduranceCommand.class
        })
final class BenchCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "Say what to measure: " + String.join(", ", spec.subcommands().keySet()) + ".");
    }
}
