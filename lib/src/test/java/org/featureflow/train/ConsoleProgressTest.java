package org.featureflow.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsoleProgressTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private long seconds;

    private ConsoleProgress progress(boolean terminal) {
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        ConsoleProgress progress = new ConsoleProgress(out, terminal, () -> seconds * 1_000_000_000L);
        progress.onStart(Recipes.quick(), 100, History.EMPTY);
        return progress;
    }

    private String shown() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static StepMetrics step(long step) {
        return new StepMetrics(2, 20, step, 100, 0.1, 1.25, 0.5, Map.of("gradient", 20_000.0), 0.5, 900, 75);
    }

    private static EpochMetrics epoch() {
        Evaluation validation = new Evaluation(10, 0.6, 0.9, 1.5);
        return new EpochMetrics(2, 50, 0.1, 1.25, 0.5, Map.of("gradient", 20_000.0), 0.5, validation, 4000, 900);
    }

    @Test
    void onATerminalOneLineIsDrawnOver() {
        ConsoleProgress progress = progress(true);
        for (int i = 1; i <= 3; i++) {
            seconds++;
            progress.onStep(step(25 * i));
        }
        progress.onEpoch(epoch());
        assertThat(shown().chars().filter(c -> c == '\n').count()).isEqualTo(1);
        assertThat(shown().split("\r")).hasSize(5);
        assertThat(shown()).contains("[======>", "gradient 2.000e+04", "900 images/s", "1:15 left");
        assertThat(shown())
                .endsWith("validation 60.00 % (top-5 90.00 %, loss 1.5000)  rate 0.1000  900 images/s  1:06:40"
                        + System.lineSeparator());
    }

    @Test
    void elsewhereLinesAreFarApart() {
        ConsoleProgress progress = progress(false);
        for (int i = 1; i <= 90; i++) {
            seconds++;
            progress.onStep(step(i));
        }
        assertThat(shown().lines()).hasSize(3).allMatch(line -> line.contains("step "));
        assertThat(shown()).doesNotContain("\u001b").doesNotContain("\r[");
    }

    @ParameterizedTest
    @CsvSource({"0.4,0 s", "59.4,59 s", "60,1:00", "3599,59:59", "3600,1:00:00", "90061,25:01:01"})
    void durationsAreReadable(double value, String text) {
        assertThat(ConsoleProgress.duration(value)).isEqualTo(text);
    }
}
