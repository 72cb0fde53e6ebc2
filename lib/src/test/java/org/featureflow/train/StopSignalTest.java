package org.featureflow.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StopSignalTest {
    /** A JVM whose end comes between two trainings. */
    static final class Ending {
        private Ending() {}

        public static void main(String[] arguments) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                try (StopSignal signal = new StopSignal()) {
                    System.out.print("it began, " + signal.isRaised());
                } catch (TrainingStoppedException stopped) {
                    System.out.print(stopped.getMessage());
                }
            }));
        }
    }

    @Test
    void aTrainingThatBeginsWhileTheJvmEndsIsStopped() throws Exception {
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Ending.class.getName())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(said).isEqualTo("Training was stopped before its first step: the JVM is ending.");
        assertThat(process.waitFor()).isZero();
    }
}
