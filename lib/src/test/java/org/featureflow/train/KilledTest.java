package org.featureflow.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.featureflow.ChildJvm;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a training JVM at random moments, the same in every run: {@code -Dfeatureflow.kills.seed=N} for others, {@code
 * -Dfeatureflow.kills=20} for more of them.
 */
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KilledTest {
    @TempDir
    private Path temporary;

    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void end() throws InterruptedException {
        for (Process process : processes) {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void killedAndResumedRunsEndWithTheWeightsAndMetricsOfAnUndisturbedOne() throws Exception {
        long seed = Long.getLong("featureflow.kills.seed", 1);
        Random random = new Random(seed);
        Path calm = temporary.resolve("calm");
        assertThat(start(calm).waitFor()).isZero();
        long steps = savedStep(calm);
        Path killed = temporary.resolve("killed");
        int kills = Integer.getInteger("featureflow.kills", 3);
        int unfinished = 0;
        for (int kill = 0; kill < kills; kill++) {
            Process process = start(killed);
            await(process, "started");
            // All of them together take about as long as the run, so that few come after its end.
            process.waitFor(random.nextInt(2400 / kills), TimeUnit.MILLISECONDS);
            process.destroyForcibly().waitFor();
            unfinished += Files.exists(killed.resolve("last.safetensors")) ? 0 : 1;
        }
        System.out.println(unfinished + " of " + kills + " kills met an unfinished run, seed " + seed);
        assertThat(unfinished).isPositive();
        long saved = savedStep(killed);
        Process last = start(killed);
        List<String> said = last.inputReader().lines().toList();
        assertThat(last.waitFor()).isZero();
        assertThat(said)
                .as("what is saved is not done again, kill seed " + seed)
                .filteredOn(line -> line.startsWith(TrainOnce.FIRST_STEP))
                .isEqualTo(saved < steps ? List.of(TrainOnce.FIRST_STEP + (saved + 1)) : List.of());
        for (String file : List.of("last.safetensors", "best.safetensors", MetricsFile.METRICS)) {
            assertThat(Files.mismatch(calm.resolve(file), killed.resolve(file)))
                    .as(file + ", kill seed " + seed)
                    .isEqualTo(-1);
        }
        assertThat(checkpoints(killed)).hasSize(2);
    }

    @Test
    void askedToEndTheJvmSavesFirstAndTheNextOneGoesOnFromThere() throws Exception {
        Path folder = temporary.resolve("asked");
        Process process = start(folder);
        await(process, TrainOnce.FIRST_STEP + 1);
        process.waitFor(200, TimeUnit.MILLISECONDS);
        process.destroy();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isNotZero();
        String error = Files.readString(folder.resolveSibling("asked.err"));
        assertThat(error).contains("Training was stopped after step").contains("it can go on from");
        long step = Long.parseLong(error.replaceAll("(?s).*after step (\\d+).*", "$1"));
        assertThat(step).isPositive().isEqualTo(savedStep(folder));
        await(start(folder), TrainOnce.FIRST_STEP + (step + 1));
    }

    /** Reads what a run says up to a line, which has to come before any other of its kind. */
    private static void await(Process process, String expected) throws IOException {
        BufferedReader out = process.inputReader();
        for (String line = out.readLine(); !expected.equals(line); line = out.readLine()) {
            assertThat(line).as("output of the run").isNotNull().doesNotStartWith(TrainOnce.FIRST_STEP);
        }
    }

    /** The step of the latest checkpoint. */
    private static long savedStep(Path folder) throws IOException {
        List<String> names = checkpoints(folder);
        return Long.parseLong(names.get(names.size() - 1).replaceAll("\\D", ""));
    }

    private static List<String> checkpoints(Path folder) throws IOException {
        try (var files = Files.list(folder.resolve("checkpoints"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private Process start(Path folder) throws IOException {
        Path errors = folder.resolveSibling(folder.getFileName() + ".err");
        Process process = ChildJvm.of(TrainOnce.class, folder)
                .redirectError(errors.toFile())
                .start();
        processes.add(process);
        return process;
    }
}
