package org.featureflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordTableCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int print(String json) throws IOException {
        Path file = Files.writeString(folder.resolve("record.json"), json);
        return Main.run(new PrintWriter(out), new PrintWriter(err), "table", file.toString());
    }

    @Test
    void the_table_of_a_record_is_printed() throws IOException {
        assertThat(print("{\"table\": {\"columns\": [\"net\", \"MACs\"], \"rows\": [[\"dense\", \"313\"]]}}"))
                .isZero();
        assertThat(out.toString()).isEqualTo("net    MACs\n-----------\ndense   313\n");
    }

    @Test
    void a_record_without_a_table_is_one_sentence() throws IOException {
        assertThat(print("{}")).isEqualTo(1);
        assertThat(err.toString()).hasLineCount(1).contains("record.json has no table");
    }

    @Test
    void a_truncated_record_is_one_sentence() throws IOException {
        assertThat(print("{\"table\": ")).isEqualTo(1);
        assertThat(err.toString()).hasLineCount(1).contains("is not a record");
    }
}
