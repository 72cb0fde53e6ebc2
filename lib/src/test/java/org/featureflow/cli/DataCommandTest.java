package org.featureflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.featureflow.data.DataSets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    private int run(String... arguments) {
        return Main.run(new PrintWriter(out), new PrintWriter(err), arguments);
    }

    @Test
    void list_names_every_set() {
        assertThat(run("data", "list")).isZero();
        assertThat(out.toString()).contains(DataSets.names());
    }

    @Test
    void check_prints_counts_and_checksum_of_the_generated_set() {
        assertThat(run("data", "check", "synthetic:2000:400:16")).isZero();
        assertThat(out.toString()).contains("2,000", "400", "checkerboard", "SHA-256");
    }

    @Test
    void check_as_json_has_the_class_balance() throws IOException {
        for (int i = 1; i <= 6; i++) {
            String name = i == 6 ? "test_batch.bin" : "data_batch_" + i + ".bin";
            Files.write(folder.resolve(name), new byte[2 * 3073]);
        }
        assertThat(run("data", "check", folder.toString(), "--json")).isZero();
        JsonObject report = JsonParser.parseString(out.toString()).getAsJsonObject();
        assertThat(report.get("train").getAsInt()).isEqualTo(10);
        assertThat(report.getAsJsonArray("trainPerClass").get(0).getAsInt()).isEqualTo(10);
        assertThat(report.get("checksum").getAsString()).hasSize(64);
        assertThat(report.get("note").getAsString()).contains("not the official bytes");
    }

    @Test
    void a_damaged_set_is_a_failure_in_one_sentence() throws IOException {
        Files.write(folder.resolve("data_batch_1.bin"), new byte[100]);
        assertThat(run("data", "check", folder.toString())).isEqualTo(1);
        assertThat(err.toString())
                .startsWith("ffr: ")
                .contains("data_batch_1.bin has 100 bytes")
                .hasLineCount(1);
    }

    @Test
    void unknown_names_and_missing_arguments_are_said() {
        assertThat(run("data", "check", "cifar11")).isEqualTo(1);
        assertThat(err.toString()).contains("'cifar11' is neither a data set nor a folder");
        assertThat(run("data", "fetch", "cifar11")).isEqualTo(1);
        assertThat(err.toString()).contains("'cifar11' is no data set that can be fetched");
        assertThat(run("data", "fetch", "synthetic")).isEqualTo(1);
        assertThat(err.toString()).contains("'synthetic' is generated when asked for; there is nothing to fetch.");
        assertThat(run("data")).isEqualTo(2);
        assertThat(err.toString()).contains("Say what to do: list, fetch SET or check SET.");
        assertThat(run("data", "fetch")).isEqualTo(2);
    }

    @Test
    void fetch_passes_its_options_on_and_returns_the_scripts_exit_code() throws IOException {
        Files.createDirectories(folder.resolve("cifar-100-binary"));
        assertThat(run("data", "fetch", "cifar100", "--to", folder.toString())).isEqualTo(1);
        Files.write(folder.resolve("cifar-100-binary/train.bin"), new byte[3074]);
        Files.write(folder.resolve("cifar-100-binary/test.bin"), new byte[3074]);
        assertThat(run("data", "fetch", "cifar100", "--to", folder.toString())).isZero();
    }
}
