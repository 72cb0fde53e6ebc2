package org.featureflow.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.featureflow.ChildJvm;
import org.featureflow.experiment.RunRecord;
import org.featureflow.experiment.RunStore;
import org.featureflow.experiment.TrialListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SweepKilledTest {
    private static final int EPOCHS = 2;

    /** For longer than anything here waits. */
    private static final int ENDLESS = 500;

    @TempDir
    private Path folder;

    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void end() throws Exception {
        for (Process process : processes) {
            kill(process);
        }
    }

    @Test
    void aSweepKilledTwiceAndStartedAgainLosesAndRepeatsNoTrial() throws Exception {
        RunStore store = new RunStore(folder.resolve("killed"));
        kill(store, "progress");
        kill(store, "ended");
        Map<String, String> before = records(store);
        assertThat(before).isNotEmpty();
        Process last = start(store, EPOCHS);
        assertThat(last.inputReader().lines().filter("ended"::equals).count())
                .isEqualTo(SweepOnce.trials(EPOCHS).size()
                        - SweepOnce.trials(EPOCHS).stream()
                                .filter(t -> before.containsKey(t.id()))
                                .count());
        assertThat(last.waitFor()).isZero();
        assertThat(records(store)).containsAllEntriesOf(before);

        RunStore calm = new RunStore(folder.resolve("calm"));
        try (InProcessRunner local = new InProcessRunner(new RunnerSettings(1, null, "cpu"))) {
            local.run(SweepOnce.trials(EPOCHS), calm, TrialListener.NONE);
        }
        assertThat(store.ids()).isEqualTo(calm.ids());
        for (RunRecord record : calm.records()) {
            RunRecord other = store.record(record.id()).orElseThrow();
            assertThat(other.isFinished()).as(other.error()).isTrue();
            assertThat(other.sameFigures(record)).as(record.id()).isTrue();
        }
    }

    @Test
    void childrenEndWithTheirParent() throws Exception {
        RunStore store = new RunStore(folder.resolve("orphans"));
        Process parent = start(store, ENDLESS);
        await(parent, "progress");
        assertThat(parent.children()).isNotEmpty();
        kill(parent);
        assertThat(store.ids()).as("trials that had begun").isNotEmpty();
        assertThat(store.records())
                .as("trials that failed, or went on to their end")
                .isEmpty();
    }

    /** SIGKILL for the sweep's own process once it has said a word. */
    private void kill(RunStore store, String word) throws Exception {
        Process process = start(store, EPOCHS);
        await(process, word);
        kill(process);
    }

    /** The trials' processes notice that nobody follows them and leave a checkpoint first: until then they write. */
    private static void kill(Process process) throws Exception {
        List<ProcessHandle> children = process.children().toList();
        process.destroyForcibly().waitFor();
        for (ProcessHandle child : children) {
            child.onExit().get(120, TimeUnit.SECONDS);
        }
    }

    private static void await(Process process, String word) throws IOException {
        BufferedReader out = process.inputReader();
        for (String line = out.readLine(); !word.equals(line); line = out.readLine()) {
            assertThat(line).as("output of the sweep").isNotNull();
        }
    }

    private static Map<String, String> records(RunStore store) throws IOException {
        Map<String, String> texts = new TreeMap<>();
        for (String id : store.ids()) {
            Path file = store.folder(id).resolve("record.json");
            if (Files.exists(file)) {
                texts.put(id, Files.readString(file));
            }
        }
        return texts;
    }

    private Process start(RunStore store, int epochs) throws IOException {
        Process process = ChildJvm.of(SweepOnce.class, store.root(), epochs)
                .redirectError(folder.resolve("errors.txt").toFile())
                .start();
        processes.add(process);
        return process;
    }
}
