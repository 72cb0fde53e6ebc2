package org.featureflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.featureflow.compare.Runs;
import org.featureflow.experiment.RunStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private int run(String... arguments) {
        return Main.run(new PrintWriter(out), new PrintWriter(err), arguments);
    }

    @Test
    void aReportIsWrittenAndAReadmeRenewed() throws IOException {
        RunStore store = new RunStore(folder.resolve("runs"));
        Runs.plain().seeds(1, 2).forEach(store::write);
        Path readme = Files.writeString(folder.resolve("README.md"), "<!-- results -->\n<!-- /results -->\n");
        assertThat(run(
                        "report",
                        folder.resolve("runs").toString(),
                        "-o",
                        folder.resolve("out").toString(),
                        "--readme",
                        readme.toString()))
                .isZero();
        assertThat(out.toString()).startsWith("Wrote " + folder.resolve("out/index.html"));
        assertThat(err.toString()).isEqualTo("runs: 2 runs\n");
        assertThat(Files.readString(folder.resolve("out/report.md"))).contains("Fairness (Wang et al. 2023)");
        assertThat(Files.readString(readme)).contains("### runs");
    }

    @Test
    void runsOfTrainArePassedOverAndThatIsSaid() throws IOException {
        Path run = Files.createDirectories(folder.resolve("runs/first"));
        Files.writeString(run.resolve("record.json"), "{\"kind\":\"training\",\"finished\":true}");
        assertThat(run(
                        "report",
                        folder.resolve("runs").toString(),
                        "-o",
                        folder.resolve("out").toString()))
                .isEqualTo(1);
        assertThat(err.toString())
                .startsWith("Passed over: 1 run of ffr train; only runs of sweeps are compared.")
                .contains("ffr: There is nothing to report");
    }

    @Test
    void aLinkToAFolderThatItLiesInIsNamed() throws IOException {
        Path runs = folder.resolve("runs");
        Path link = Files.createSymbolicLink(
                Files.createDirectories(runs.resolve("first")).resolve("up"), runs);
        assertThat(run("report", runs.toString(), "-o", folder.resolve("out").toString()))
                .isEqualTo(1);
        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .startsWith("ffr: Cannot look into " + runs)
                .contains(link.toString());
    }

    @Test
    void whatIsWrongIsSaidInOneSentence() throws IOException {
        Path empty = Files.createDirectories(folder.resolve("empty"));
        assertThat(run("report", empty.toString(), "-o", folder.resolve("out").toString()))
                .isEqualTo(1);
        assertThat(run("report", folder.resolve("nothing").toString(), "-o", "out"))
                .isEqualTo(1);
        assertThat(run(
                        "report",
                        empty.toString(),
                        "--readme",
                        folder.resolve("none.md").toString()))
                .isEqualTo(1);
        assertThat(run("report", empty.toString())).isEqualTo(2);
        assertThat(err.toString().lines().filter(l -> l.startsWith("ffr: ")))
                .satisfiesExactly(
                        l -> assertThat(l).contains("none of these folders has a finished run"),
                        l -> assertThat(l).contains("There is no").contains("nothing"),
                        l -> assertThat(l).contains("Cannot read").contains("none.md"),
                        l -> assertThat(l).contains("-o DIR"));
    }
}
