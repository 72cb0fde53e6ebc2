package org.featureflow.cli;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.featureflow.ConsoleTable;
import org.featureflow.Version;
import org.featureflow.experiment.RunRecord;
import org.featureflow.experiment.RunSpec;
import org.featureflow.experiment.RunStore;
import org.featureflow.experiment.Stage;
import org.featureflow.sweep.SweepTrial;

/** What the trials of a sweep have come to, as far as a store knows. */
record SweepResults(List<SweepTrial> trials, RunStore store) {
    /** The status of a trial that has not ended. */
    static final String TO_DO = "to do";

    /** One trial for {@code --json}. */
    record Row(
            String id,
            String variant,
            long seed,
            String status,
            Long parameters,
            Long macs,
            Double validation,
            Double test,
            String error) {
        boolean isOpen() {
            return status.equals(TO_DO);
        }

        boolean isFailed() {
            return error != null;
        }
    }

    Optional<RunRecord> record(RunSpec spec) {
        return store.record(spec);
    }

    boolean isSettled(RunSpec dense) {
        return store.isSettled(dense);
    }

    long ended() {
        return trials.stream().filter(t -> record(t.spec()).isPresent()).count();
    }

    /** Of {@link #ended}, those whose record names other sources of the toolkit than run here. */
    long endedByOtherCode() {
        String here = Version.code();
        return trials.stream()
                .flatMap(t -> record(t.spec()).stream())
                .flatMap(r -> Stream.ofNullable(r.surroundings()))
                .map(place -> place.versions().getOrDefault("code", here))
                .filter(code -> !code.equals(here))
                .count();
    }

    /** Reads every record: ask once. */
    List<Row> rows() {
        return trials.stream().map(this::row).toList();
    }

    private Row row(SweepTrial trial) {
        RunRecord r = record(trial.spec()).orElse(null);
        Stage last = r == null ? null : r.last();
        return new Row(
                trial.spec().id(),
                trial.variant(),
                trial.spec().seed(),
                status(r),
                last == null ? null : last.parameters(),
                last == null ? null : last.macs(),
                last == null ? null : RunFigures.top1(last.validation()),
                last == null ? null : RunFigures.top1(last.test()),
                r == null ? null : r.error());
    }

    static String status(RunRecord record) {
        return record == null ? TO_DO : record.status().name().toLowerCase(Locale.ROOT);
    }

    String table(List<Row> rows) {
        ConsoleTable table = new ConsoleTable()
                .left("variant")
                .right("seed")
                .left("status")
                .right("parameters")
                .right("MACs")
                .right("validation %")
                .right("test %");
        for (Row r : rows) {
            table.row(
                    r.variant().isEmpty() ? r.id() : r.variant(),
                    r.seed(),
                    r.status(),
                    r.parameters(),
                    r.macs(),
                    percent(r.validation()),
                    percent(r.test()));
        }
        StringBuilder text = new StringBuilder(table.toString());
        rows.stream()
                .filter(Row::isFailed)
                .forEach(r ->
                        text.append('\n').append(r.id()).append(" failed: ").append(r.error()));
        return text.append("\nRuns: ").append(store.root()).toString();
    }

    static String percent(Double fraction) {
        return fraction == null ? null : String.format(Locale.ROOT, "%.2f", 100 * fraction);
    }
}
