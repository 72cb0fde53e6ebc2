package org.featureflow.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.featureflow.ConsoleTable;
import org.featureflow.FeatureFlowException;
import org.featureflow.experiment.RunStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Looks into a folder of runs. */
@Command(
        name = "runs",
        description = "List, show, compare and remove runs.",
        subcommands = {
            RunsCommand.ListRuns.class,
            RunsCommand.Show.class,
            RunsCommand.Compare.class,
            RunsCommand.Remove.class
        })
final class RunsCommand implements Runnable {
    private static final String ID = "A run's name, or the beginning of its name or hash.";

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "Say what to do: list, show RUN, compare RUN RUN... or rm RUN....");
    }

    /** The option with the folder. */
    static final class Folder {
        @Option(
                names = "--runs",
                paramLabel = "DIR",
                defaultValue = "runs",
                description = "The folder of runs (default ${DEFAULT-VALUE}).")
        private Path runs;

        RunStore store() {
            return new RunStore(runs);
        }

        List<String> find(List<String> prefixes) {
            List<String> ids = new ArrayList<>();
            prefixes.forEach(p -> ids.add(store().find(p)));
            return ids;
        }
    }

    /** All of them, one a line. */
    @Command(name = "list", description = "List the runs of a folder.")
    static final class ListRuns implements Callable<Integer> {
        @Mixin
        private Folder folder;

        @Mixin
        private JsonOption json;

        @Override
        public Integer call() {
            if (!Files.isDirectory(folder.runs)) {
                throw new FeatureFlowException("There is no folder " + folder.runs + "; --runs names one of runs.");
            }
            List<RunFigures> runs = folder.store().ids().stream()
                    .map(id -> RunFigures.of(folder.store(), id))
                    .toList();
            json.print(new RunText(runs).json(), () -> text(runs));
            return 0;
        }

        private String text(List<RunFigures> runs) {
            if (runs.isEmpty()) {
                return "There are no runs in " + folder.runs + ".";
            }
            ConsoleTable table = new ConsoleTable()
                    .left("run")
                    .left("status")
                    .right("parameters")
                    .right("MACs")
                    .right("epochs")
                    .right("test %");
            for (RunFigures r : runs) {
                table.row(r.id(), r.status(), r.parameters(), r.macs(), r.epochs(), SweepResults.percent(r.test()));
            }
            return table.toString();
        }
    }

    /** One of them in full. */
    @Command(name = "show", description = "Show what a run is and what came out of it.")
    static final class Show implements Callable<Integer> {
        @Parameters(paramLabel = "RUN", description = ID)
        private String run;

        @Mixin
        private Folder folder;

        @Mixin
        private JsonOption json;

        @Override
        public Integer call() {
            RunStore store = folder.store();
            String id = store.find(run);
            RunText text = new RunText(List.of(RunFigures.of(store, id)));
            json.print(text.json(), () -> text.stages() + "\n" + text.settings(false) + text.errors());
            return 0;
        }
    }

    /** Several side by side. */
    @Command(
            name = "compare",
            description = "Show runs side by side: their figures, and the settings in which they differ.")
    static final class Compare implements Callable<Integer> {
        @Parameters(paramLabel = "RUN", arity = "2..*", description = ID)
        private List<String> runs;

        @Mixin
        private Folder folder;

        @Mixin
        private JsonOption json;

        @Override
        public Integer call() {
            RunStore store = folder.store();
            RunText text = new RunText(folder.find(runs).stream()
                    .map(id -> RunFigures.of(store, id))
                    .toList());
            json.print(text.json(), () -> text.stages() + "\n" + text.settings(true) + text.errors());
            return 0;
        }
    }

    /** Deletes folders. */
    @Command(name = "rm", description = "Remove runs with all their files.")
    static final class Remove implements Callable<Integer> {
        @Parameters(paramLabel = "RUN", arity = "0..*", description = ID)
        private List<String> runs = List.of();

        @Option(names = "--failed", description = "Remove all that failed.")
        private boolean failed;

        @Mixin
        private Folder folder;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            if (runs.isEmpty() && !failed) {
                throw new ParameterException(spec.commandLine(), "Say which runs to remove: names, or --failed.");
            }
            // All names are looked up before the first is removed.
            List<String> ids = new ArrayList<>(folder.find(runs));
            if (failed) {
                // By the folder: what a record says of itself may be another run's name.
                RunStore store = folder.store();
                store.ids().stream()
                        .filter(id ->
                                store.record(id).filter(r -> !r.isFinished()).isPresent())
                        .forEach(ids::add);
            }
            for (String id : ids.stream().distinct().toList()) {
                folder.store().remove(id);
                spec.commandLine().getOut().println("Removed " + id);
            }
            return 0;
        }
    }
}
