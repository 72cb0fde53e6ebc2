package org.featureflow.cli;

import ai.djl.Device;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.featureflow.ConsoleTable;
import org.featureflow.experiment.RunRecord;
import org.featureflow.experiment.RunSpec;
import org.featureflow.experiment.StepTime;
import org.featureflow.sweep.SweepTrial;

/**
 * What a sweep would do and about how long.
 *
 * @param trials every trial with its own time
 * @param seconds of all that is still to do, one after the other
 */
record SweepEstimate(List<Row> trials, double seconds) {
    /**
     * A trial.
     *
     * @param seconds a guess; 0 for one that has ended
     */
    record Row(String id, String variant, long seed, String status, double seconds) {
        boolean isOpen() {
            return status.equals(SweepResults.TO_DO);
        }
    }

    /** Measures. A dense network that several trials start from counts for the first of them, failed trials if they are tried again. */
    static SweepEstimate of(List<SweepTrial> trials, SweepResults results, boolean retry, Device device) {
        StepTime time = new StepTime(device);
        Set<RunSpec> trained = new HashSet<>();
        List<Row> rows = new ArrayList<>();
        for (SweepTrial trial : trials) {
            RunSpec spec = trial.spec();
            RunRecord record =
                    results.record(spec).filter(r -> counts(r, retry)).orElse(null);
            double seconds = 0;
            if (record == null) {
                boolean known = results.isSettled(spec.base())
                        && results.record(spec.base())
                                .filter(r -> counts(r, retry))
                                .isPresent();
                boolean first = trained.add(spec.base()) && !known;
                seconds = time.seconds(spec, first);
            }
            rows.add(new Row(spec.id(), trial.variant(), spec.seed(), SweepResults.status(record), seconds));
        }
        return new SweepEstimate(rows, rows.stream().mapToDouble(Row::seconds).sum());
    }

    private static boolean counts(RunRecord record, boolean retry) {
        return record.isFinished() || !retry;
    }

    String text(int atATime) {
        ConsoleTable table = new ConsoleTable()
                .left("trial")
                .left("variant")
                .right("seed")
                .left("status")
                .right("time, about");
        for (Row r : trials) {
            table.row(r.id(), r.variant(), r.seed(), r.status(), r.isOpen() ? TimeText.of(r.seconds()) : null);
        }
        long open = trials.stream().filter(Row::isOpen).count();
        // However many run side by side, the longest takes its time.
        double longest = trials.stream().mapToDouble(Row::seconds).max().orElse(0);
        double all = Math.max(longest, seconds / atATime);
        return table + "\n" + trials.size() + " trials, " + open + " to do: about " + TimeText.of(all)
                + (atATime > 1 ? ", " + atATime + " at a time" : "")
                + ". An estimate, from a few steps of each kind on this machine as busy as it is now.";
    }
}
