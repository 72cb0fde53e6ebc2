package org.featureflow.cli;

import java.util.List;

/** The commands of {@code ffr}, in the order that {@code ffr help} lists them. A new command is one class and one entry here. */
final class Commands {
    /** Classes with picocli's {@code @Command}. */
    static final List<Class<?>> ALL = List.of(
            LauncherCommand.Tour.class,
            LauncherCommand.Lab.class,
            LauncherCommand.Run.class,
            LauncherCommand.Kernel.class,
            LauncherCommand.Test.class,
            CostCommand.class,
            TrainCommand.class,
            EvalCommand.class,
            PruneCommand.class,
            RecalibrateCommand.class,
            SensitivityCommand.class,
            SweepCommand.class,
            LauncherCommand.Cluster.class,
            RunsCommand.class,
            ImportCommand.class,
            ExportCommand.class,
            SparsityCommand.class,
            ReportCommand.class,
            DataCommand.class,
            VerifyCommand.class,
            BenchCommand.class,
            RecordTableCommand.class);

    private Commands() {}
}
