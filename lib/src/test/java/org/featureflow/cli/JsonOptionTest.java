package org.featureflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class JsonOptionTest {
    private record Numbers(float single, Float boxed, double twice, float sound) {}

    @Command(name = "numbers")
    static final class NumbersCommand implements Runnable {
        @Mixin
        private JsonOption json;

        @Override
        public void run() {
            json.print(new Numbers(Float.NaN, Float.POSITIVE_INFINITY, Double.NaN, 0.1f), () -> "numbers");
        }
    }

    @Test
    void numbersThatAreNotFiniteAreNull() {
        StringWriter out = new StringWriter();
        CommandLine command = new CommandLine(new NumbersCommand()).setOut(new PrintWriter(out));
        assertThat(command.execute("--json")).isZero();
        assertThat(out.toString().replaceAll("\\s", ""))
                .isEqualTo("{\"single\":null,\"boxed\":null,\"twice\":null,\"sound\":0.1}");
    }
}
