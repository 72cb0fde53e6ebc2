package org.featureflow.experiment;

import ai.djl.Device;
import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.featureflow.FeatureFlowException;
import org.featureflow.Times;
import org.featureflow.Version;
import org.featureflow.engine.EngineSettings;
import org.featureflow.io.AtomicFile;

/**
 * When a run began, at which commit and by which code and with how many threads, kept until it has ended: another number of threads adds in another order, and a run that goes
 * on must end as it would have without the break.
 *
 * @param time ISO 8601
 * @param threads threads of the numeric library
 * @param commit the toolkit's git commit; null if it is not known
 * @param code the toolkit's sources, as {@link Version#code} names them; null if they are not known
 */
record TrialStart(String time, int threads, String commit, String code) {
    private static final String FILE = "start.json";
    private static final Gson GSON = new Gson();

    /**
     * That of the run in a folder, which begins now unless it has before.
     *
     * @param first what came out of the same run before, whose number of threads is taken where this machine can be set to it; null if it is
     *     new
     */
    static TrialStart in(Path folder, RunRecord first) {
        Path file = folder.resolve(FILE);
        try {
            if (Files.exists(file)) {
                TrialStart before = GSON.fromJson(Files.readString(file), TrialStart.class);
                if (before != null && before.threads > 0) {
                    return before;
                }
            }
        } catch (IOException | JsonParseException e) {
            throw new FeatureFlowException("Cannot read " + file + "; delete it to go on.", e);
        }
        int threads = EngineSettings.threads();
        if (first != null
                && first.surroundings() != null
                && EngineSettings.canUse(first.surroundings().threads())) {
            threads = first.surroundings().threads();
        }
        TrialStart now = new TrialStart(Times.now(), threads, GitCommit.ofThisProcess(), Version.code());
        AtomicFile.write(file, GSON.toJson(now) + "\n");
        return now;
    }

    /** Computes on with the number of threads that the run began with, as {@link EngineSettings#threads(int)} sets it. */
    void restoreThreads(Device device) {
        if (device.isGpu() || EngineSettings.threads() == threads) {
            return;
        }
        if (!EngineSettings.canUse(threads)) {
            throw new FeatureFlowException("The run was begun with " + threads
                    + " threads, more than this machine can be set to, and with fewer it would end otherwise; go on with it on the"
                    + " machine where it began, or remove it (ffr runs rm) and start it anew.");
        }
        EngineSettings.threads(threads);
    }

    void delete(Path folder) {
        try {
            Files.deleteIfExists(folder.resolve(FILE));
        } catch (IOException e) {
            throw new FeatureFlowException("Cannot delete " + folder.resolve(FILE) + ".", e);
        }
    }
}
