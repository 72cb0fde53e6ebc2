package org.featureflow.benchmark;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.featureflow.FeatureFlowException;
import org.featureflow.Folders;
import org.featureflow.cost.Timing;

/**
 * Times the training step of one network, with and without feature flow regularisation, ours and PyTorch's, in turn.
 *
 * @param batch images in a batch
 * @param rounds turns of each contender
 * @param steps steps in a turn
 * @param python an interpreter with torch and its arguments; empty to time only our side
 */
public record StepComparison(int batch, int rounds, int steps, List<String> python) {
    /** As many steps as the JVM takes to compile what a step runs. */
    private static final int WARM_UP = 20;

    private static final double COEFFICIENT = 1e-6;
    private static final String SCRIPT = "pytorch_step.py";

    /**
     * Runs the comparison.
     *
     * @param network an architecture's name
     * @param progress told what is happening
     * @return a row per contender
     */
    public List<StepTiming> run(String network, Consumer<String> progress) {
        List<StepProcess> contenders = new ArrayList<>();
        List<StepProcess> ours = new ArrayList<>();
        Path folder = Folders.temporary("featureflow-step");
        try {
            Path script = python.isEmpty() ? null : script(folder);
            for (boolean flow : new boolean[] {false, true}) {
                StepSetting setting = new StepSetting(network, batch, flow ? COEFFICIENT : 0, flow ? COEFFICIENT : 0);
                String what = flow ? "FFR" : "plain";
                ours.add(StepProcess.ours("featureflow " + what, setting));
                contenders.add(ours.get(ours.size() - 1));
                if (!python.isEmpty()) {
                    for (String format : new String[] {"channels_last", "contiguous"}) {
                        contenders.add(
                                StepProcess.pyTorch("PyTorch " + format + " " + what, setting, python, format, script));
                    }
                }
            }
            progress.accept(network + ": warming up " + contenders.size() + " contenders");
            // Ours last: where the interpreter is wrong, that is said at once.
            contenders.stream().filter(c -> !ours.contains(c)).forEach(c -> c.time(WARM_UP));
            ours.forEach(c -> c.time(WARM_UP));
            return measure(network, contenders, progress);
        } finally {
            contenders.forEach(StepProcess::close);
            Folders.deleteQuietly(folder);
        }
    }

    private List<StepTiming> measure(String network, List<StepProcess> contenders, Consumer<String> progress) {
        Map<String, List<Double>> times = new LinkedHashMap<>();
        for (int round = 1; round <= rounds; round++) {
            progress.accept(network + ": round " + round + " of " + rounds);
            for (StepProcess c : contenders) {
                for (double t : c.time(steps)) {
                    times.computeIfAbsent(c.name(), n -> new ArrayList<>()).add(t);
                }
            }
        }
        return contenders.stream()
                .map(c -> new StepTiming(c.name(), Timing.of(network, batch, times.get(c.name())), c.peakMemory()))
                .toList();
    }

    private static Path script(Path folder) {
        try (InputStream in = StepComparison.class.getResourceAsStream(SCRIPT)) {
            Path file = folder.resolve(SCRIPT);
            Files.write(file, in.readAllBytes());
            return file;
        } catch (IOException e) {
            throw new FeatureFlowException("Could not write a temporary file: " + e.getMessage() + ".", e);
        }
    }
}
