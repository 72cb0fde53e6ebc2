package org.featureflow.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.featureflow.FeatureFlowException;
import org.featureflow.io.AtomicFile;

/**
 * Writes the epochs of a run to {@code metrics.jsonl}, one line of JSON an epoch. Times go to {@code timing.jsonl} beside it, so that two
 * runs of the same seed on a CPU leave identical metrics files. A resumed run rewrites both from its checkpoint, whatever they held.
 */
public final class MetricsFile implements ProgressListener {
    /** Name of the file with the figures that a seed determines. */
    public static final String METRICS = "metrics.jsonl";
    /** Name of the file with the times. */
    public static final String TIMING = "timing.jsonl";

    private final Path folder;
    private History history = History.EMPTY;

    /**
     * Writes into a folder.
     *
     * @param folder the run's folder; made if it is missing
     */
    public MetricsFile(Path folder) {
        this.folder = folder;
    }

    /**
     * Reads the epochs of a run back.
     *
     * @param folder the run's folder
     * @return the epochs; times that were not kept are 0
     * @throws FeatureFlowException if the files cannot be read
     */
    public static History read(Path folder) {
        Path metrics = folder.resolve(METRICS);
        Path timing = folder.resolve(TIMING);
        try {
            return HistoryJson.readLines(
                    metrics.toString(),
                    Files.readAllLines(metrics),
                    Files.exists(timing) ? Files.readAllLines(timing) : List.of());
        } catch (IOException e) {
            throw new FeatureFlowException(
                    "Cannot read " + metrics + "; is " + folder + " the folder of a training run?", e);
        }
    }

    @Override
    public void onStart(Recipe recipe, long totalSteps, History before) {
        history = before;
        write();
    }

    @Override
    public void onEpoch(EpochMetrics metrics) {
        history = history.with(metrics);
        write();
    }

    private void write() {
        write(METRICS, HistoryJson::determined);
        write(TIMING, HistoryJson::timing);
    }

    private void write(String name, Function<EpochMetrics, String> line) {
        StringBuilder text = new StringBuilder();
        history.epochs().forEach(e -> text.append(line.apply(e)).append('\n'));
        AtomicFile.write(folder.resolve(name), text.toString());
    }
}
