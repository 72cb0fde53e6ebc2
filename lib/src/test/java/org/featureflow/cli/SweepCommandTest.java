package org.featureflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.featureflow.experiment.RunRecord;
import org.featureflow.experiment.RunSpec;
import org.featureflow.experiment.RunStore;
import org.featureflow.experiment.Tiny;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }

    private String file(String axes) throws IOException {
        return Files.writeString(folder.resolve("tiny.yaml"), """
                base: {model: resnet20@0.25, data: "synthetic:60:20:16", batch: 10, epochs: 1, validation: 20}
                axes:
                """ + axes).toString();
    }

    private String runs() {
        return folder.resolve("runs").toString();
    }

    @Test
    void aSweepIsEstimatedRunAndNotRepeatedAndItsRunsAreListedComparedAndRemoved() throws IOException {
        String file = file("  - variants: {plain: {}, flow: {gradient: 1e-6}}\n");
        assertThat(run("sweep", file, "--runs", runs(), "--dry-run", "--threads", "1"))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).contains("2 trials, 2 to do: about", "An estimate");
        assertThat(folder.resolve("runs")).doesNotExist();
        assertThat(run("sweep", file, "--runs", runs(), "--dry-run", "--on", "pol:2"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("nothing called “pol:2”");

        assertThat(run("sweep", file, "--runs", runs(), "--json"))
                .as(err.toString())
                .isZero();
        JsonArray rows = JsonParser.parseString(out.toString()).getAsJsonArray();
        assertThat(rows)
                .hasSize(2)
                .allSatisfy(r -> assertThat(r.getAsJsonObject().get("status").getAsString())
                        .isEqualTo("finished"));
        assertThat(err.toString()).contains("0/2  begins   plain, seed 0", "2/2  finished flow, seed 0: test ");

        assertThat(run("sweep", file, "--runs", runs())).isZero();
        assertThat(err.toString()).contains("2 of 2 trials have ended before.").doesNotContain("begins");

        assertThat(run("runs", "list", "--runs", runs())).isZero();
        assertThat(out.toString()).contains("resnet20-0.25-synthetic-60-20-16-e1-none", "finished");
        String first = new RunStore(Path.of(runs())).ids().get(0);
        String second = new RunStore(Path.of(runs())).ids().get(1);
        assertThat(run("runs", "show", first, "--runs", runs())).isZero();
        assertThat(out.toString())
                .contains("trained", "recipe.epochs", "network.name")
                .doesNotContain("network.nodes");
        assertThat(run("runs", "compare", first, second, "--runs", runs())).isZero();
        assertThat(out.toString()).contains("penalty.gradient").doesNotContain("recipe.epochs");
        assertThat(run("runs", "rm", first, "--runs", runs())).isZero();
        assertThat(new RunStore(Path.of(runs())).ids()).containsExactly(second);
    }

    @Test
    void aFailedTrialIsReportedAndTheExitCodeSaysSo() throws IOException {
        String file = file("  - variants: {plain: {}, diverging: {learning-rate: 1e30, schedule: constant}}\n");
        assertThat(run("sweep", file, "--runs", runs())).isEqualTo(1);
        assertThat(out.toString()).containsPattern("diverging +0 +failed").containsPattern("plain +0 +finished");
        assertThat(err.toString()).contains("1 of 2 trials failed", "--retry");
        assertThat(run("sweep", file, "--runs", runs(), "--retry")).isEqualTo(1);
        assertThat(err.toString())
                .contains("begins   diverging", "1 of 2 trials have ended before", "2/2")
                .doesNotContain("begins   plain", "3/2");
        assertThat(run("runs", "rm", "--failed", "--runs", runs())).isZero();
        assertThat(new RunStore(Path.of(runs())).ids()).hasSize(1);
    }

    @Test
    void failedRunsAreRemovedByTheirFoldersNotByTheNamesInTheirRecords() throws IOException {
        RunStore store = new RunStore(Path.of(runs()));
        RunSpec spec = Tiny.dense().spec();
        store.write(RunRecord.failed(spec, "It went wrong.", null));
        // The failure lies in another folder than the run that it names, which has not ended.
        Path copy = Files.move(store.folder(spec), store.folder("copy"));
        Path named = Files.createDirectories(store.folder(spec));
        Files.copy(copy.resolve("spec.json"), named.resolve("spec.json"));

        assertThat(run("runs", "rm", "--failed", "--runs", runs()))
                .as(err.toString())
                .isZero();
        assertThat(out.toString().lines()).containsExactly("Removed copy");
        assertThat(copy).doesNotExist();
        assertThat(named.resolve("spec.json")).exists();
    }

    @Test
    void mistakesEndInOneSentence() throws IOException {
        String file = file("  - grid: {epochs: [1, 2]}\n");
        refuses("There is nothing called “moon” to run sweeps on", "sweep", file, "--on", "moon", "--runs", runs());
        refuses("Cannot read the sweep file nosuch; is the name right?", "sweep", "nosuch");
        refuses("--time-limit is a time such as 90s", "sweep", file, "--time-limit", "soon", "--runs", runs());
        refuses(
                "A trial's time limit must be longer than nothing",
                "sweep",
                file,
                "--time-limit",
                "0s",
                "--runs",
                runs());
        refuses("--set sped: There is no setting “sped”", "sweep", file, "--set", "sped=1", "--runs", runs());
        refuses("There is no run “x”", "runs", "show", "x", "--runs", runs());
    }

    private void refuses(String sentence, String... arguments) {
        assertThat(run(arguments)).isEqualTo(1);
        assertThat(err.toString()).contains("ffr: " + sentence);
        assertThat(err.toString().lines().filter(l -> l.startsWith("ffr:"))).hasSize(1);
    }
}
