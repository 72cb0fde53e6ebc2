package org.featureflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Command;

class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return Main.run(new PrintWriter(out), new PrintWriter(err), arguments);
    }

    @Test
    void help_lists_every_command_and_the_ones_of_the_launcher() {
        assertThat(run("help")).isZero();
        assertThat(out.toString()).contains("tour", "lab", "test");
        for (Class<?> command : Commands.ALL) {
            Command about = command.getAnnotation(Command.class);
            if (!about.hidden()) {
                assertThat(out.toString()).containsPattern("(?m)^  " + about.name() + " ");
            }
        }
    }

    @Test
    void every_command_answers_help() {
        for (Class<?> command : Commands.ALL) {
            String name = command.getAnnotation(Command.class).name();
            assertThat(run(name, "--help")).as(name).isZero();
        }
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void the_version_names_the_libraries() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString()).matches("(?s)ffr \\d.*\\(DJL \\d.*, libtorch \\d.*, Java \\d.*\\)\\s*");
    }

    @Test
    void an_unknown_command_is_wrong_usage_and_a_near_one_is_suggested() {
        assertThat(run("tourr")).isEqualTo(2);
        assertThat(err.toString())
                .contains("tourr")
                .contains("ffr --help")
                .contains("Did you mean")
                .contains("tour");
    }

    @Test
    void no_command_is_wrong_usage() {
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString()).contains("No command given.");
    }

    @Test
    void a_failure_is_one_sentence_and_exit_code_1() {
        assertThat(run("tour")).isEqualTo(1);
        assertThat(err.toString()).hasLineCount(1).contains("./ffr tour").doesNotContain("Exception");
    }
}
