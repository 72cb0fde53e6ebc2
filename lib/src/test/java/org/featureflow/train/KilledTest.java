package org.featureflow.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.featureflow.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a training JVM at random moments, the same in every run: {@code -Dfeatureflow.kills.seed=N} for others, {@code
 * -Dfeatureflow.kills=20} for more of them.
 */
class KilledTest {
    @TempDir
    private Path temporary;

    @Test
    void killedAndResumedRunsEndWithTheWeightsAndMetricsOfAnUndisturbedOne() throws Exception {
        long seed = Long.getLong("featureflow.kills.seed", 1);
        Random random = new Random(seed);
        Path calm = temporary.resolve("calm");
        assertThat(start(calm).waitFor()).isZero();
        Path killed = temporary.resolve("killed");
        int kills = Integer.getInteger("featureflow.kills", 3);
        int unfinished = 0;
        for (int kill = 0; kill < kills; kill++) {
            Process process = start(killed);
            awaitStart(process);
            // All of them together take about as long as the run, so that few come after its end.
            process.waitFor(random.nextInt(2400 / kills), TimeUnit.MILLISECONDS);
            process.destroyForcibly().waitFor();
            unfinished += Files.exists(killed.resolve("last.safetensors")) ? 0 : 1;
        }
        System.out.println(unfinished + " of " + kills + " kills met an unfinished run, seed " + seed);
        assertThat(unfinished).isPositive();
        assertThat(start(killed).waitFor()).isZero();
        for (String file : List.of("last.safetensors", "best.safetensors", MetricsFile.METRICS)) {
            assertThat(Files.mismatch(calm.resolve(file), killed.resolve(file)))
                    .as(file + ", kill seed " + seed)
                    .isEqualTo(-1);
        }
        try (var files = Files.list(killed.resolve("checkpoints"))) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void askedToEndTheJvmSavesFirst() throws Exception {
        Path folder = temporary.resolve("asked");
        Process process = start(folder);
        awaitStart(process);
        process.waitFor(200, TimeUnit.MILLISECONDS);
        process.destroy();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isNotZero();
        String error = Files.readString(folder.resolveSibling("asked.err"));
        assertThat(error).contains("Training was stopped after step").contains("it can go on from");
        long step = Long.parseLong(error.replaceAll("(?s).*after step (\\d+).*", "$1"));
        assertThat(new CheckpointFolder(folder.resolve("checkpoints"), 2).latest())
                .contains(new CheckpointFolder(folder.resolve("checkpoints"), 2).file(step));
    }

    private static void awaitStart(Process process) throws IOException {
        BufferedReader out = process.inputReader();
        for (String line = out.readLine(); !"started".equals(line); line = out.readLine()) {
            assertThat(line).as("output of the run").isNotNull();
        }
    }

    private static Process start(Path folder) throws IOException {
        Path errors = folder.resolveSibling(folder.getFileName() + ".err");
        return ChildJvm.of(TrainOnce.class, folder)
                .redirectError(errors.toFile())
                .start();
    }
}
