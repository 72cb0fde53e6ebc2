package org.featureflow.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.featureflow.FeatureFlowException;
import org.featureflow.compare.Studies;
import org.featureflow.io.AtomicFile;
import org.featureflow.report.ReadmeResults;
import org.featureflow.report.Report;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes tables and charts of runs. */
@Command(
        name = "report",
        description =
                "Compare finished runs: tables (HTML, Markdown, LaTeX, CSV) and charts (PNG, SVG), with how fair the comparison is.",
        footer = {
            "",
            "Every sweep and profile of a folder of runs is one study, a folder without sweeps is one as a whole. Those with",
            "“tuning” in their name are what the other studies' coefficients were chosen by."
        })
final class ReportCommand implements Callable<Integer> {
    @Parameters(paramLabel = "RUNS", arity = "1..*", description = "Folders of runs, or folders of such folders.")
    private List<Path> runs;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            description = "Where the report goes.")
    private Path output;

    @Option(
            names = "--readme",
            paramLabel = "FILE",
            description =
                    "Also, or instead, renew the results in this Markdown file: in short between <!-- results --> and <!-- /results -->, with every table between <!-- results in full --> and <!-- /results in full -->. Repeatable.")
    private List<Path> readmes = List.of();

    @Mixin
    private JsonOption json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (output == null && readmes.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "Say where the report goes: -o DIR, or --readme FILE.");
        }
        runs.stream().filter(r -> !Files.exists(r)).findFirst().ifPresent(missing -> {
            throw new FeatureFlowException("There is no " + missing + "; name folders of runs.");
        });
        Studies studies = Studies.in(runs.toArray(Path[]::new));
        PrintWriter err = spec.commandLine().getErr();
        if (studies.passedOver() > 0) {
            err.println("Passed over: " + studies.passedOver() + (studies.passedOver() == 1 ? " run" : " runs")
                    + " of ffr train; only runs of sweeps are compared.");
        }
        List<Path> files = output == null ? List.of() : Report.write(studies, output);
        readmes.forEach(r -> renew(r, studies));
        studies.all().forEach(s -> err.println(s.name() + ": " + s.records().size() + " runs"));
        err.flush();
        json.print(
                Map.of("files", files),
                () -> files.isEmpty()
                        ? "Renewed the results in "
                                + readmes.stream().map(Path::toString).collect(Collectors.joining(" and ")) + "."
                        : "Wrote " + files.get(0) + " and " + (files.size() - 1) + " more files.");
        return 0;
    }

    private static void renew(Path readme, Studies studies) {
        try {
            AtomicFile.write(readme, ReadmeResults.into(Files.readString(readme), studies));
        } catch (IOException e) {
            throw new FeatureFlowException("Cannot read " + readme + " (" + e.getMessage() + ").", e);
        }
    }
}
