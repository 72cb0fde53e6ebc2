package org.featureflow.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.featureflow.FeatureFlowException;
import org.featureflow.Folders;
import org.featureflow.io.AtomicFile;
import org.featureflow.train.RunFolder;

/**
 * A finished dense run that is trained again because a pruning needs its network, and the network is gone: deleted to save space, or left on
 * another machine. It happens in a folder inside the run's, {@code again}, and never touches the run's record. With the figures of the record
 * the networks take the place of those that are gone. With other figures (another machine rounds otherwise) they stay where they are, beside
 * their own record, and prunings from then on start from them and say so by their own figures.
 *
 * @param run the run's folder
 */
record Repetition(Path run) {
    /** Not {@code record.json}: reports would count it as a run. */
    private static final String RECORD = "repeated.json";

    /** Where it is done. */
    Path folder() {
        return run.resolve("again");
    }

    /** The network that prunings start from, if there is one. */
    Optional<Path> network() {
        Path own = new RunFolder(run).network();
        Path repeated = new RunFolder(folder()).network();
        if (Files.exists(own)) {
            return Optional.of(own);
        }
        return Files.exists(record()) && Files.exists(repeated) ? Optional.of(repeated) : Optional.empty();
    }

    /**
     * The figures of {@link #network}.
     *
     * @param first the run's own record
     * @return empty if there is no network
     */
    Optional<RunRecord> figures(RunRecord first) {
        return network().map(n -> n.startsWith(folder()) ? RunStore.read(record(), RunRecord::fromJson) : first);
    }

    /** Forgets what an earlier one came to; its network is about to be replaced. */
    void begin() {
        try {
            Files.deleteIfExists(record());
        } catch (IOException e) {
            throw new FeatureFlowException("Cannot delete " + record() + " (" + e.getMessage() + ").", e);
        }
    }

    /**
     * Keeps the networks.
     *
     * @param first the run's own record
     * @param repeated what came out now, finished
     * @return the figures of the network that prunings start from
     */
    RunRecord end(RunRecord first, RunRecord repeated) {
        if (!repeated.trained().withoutTimes().equals(first.trained().withoutTimes())) {
            AtomicFile.write(record(), repeated.toJson());
            return repeated;
        }
        // The network comes last: it is what the others are looked for by.
        RunFolder again = new RunFolder(folder());
        for (Path network : List.of(again.best(), again.network())) {
            if (!Files.exists(network)) {
                continue;
            }
            try {
                Files.move(network, run.resolve(network.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException e) {
                throw new FeatureFlowException(
                        "Cannot move " + network.getFileName() + " into " + run + " (" + e.getMessage() + ").", e);
            }
        }
        Folders.delete(folder());
        return first;
    }

    private Path record() {
        return folder().resolve(RECORD);
    }
}
