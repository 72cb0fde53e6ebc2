package org.featureflow.experiment;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.featureflow.FeatureFlowException;
import org.featureflow.sparsity.SparsityReport;

/**
 * What came out of a run, complete enough for every table and chart.
 *
 * @param id the run's name and hash, as its folder is called
 * @param spec what was run
 * @param status how it ended
 * @param error one sentence; null unless it failed
 * @param note what a reader has to know of the images, such as that they are a re-encode; null if nothing
 * @param trained after training; null if it failed before
 * @param sparsity of the trained network before any cut, activations and flow over held-out images
 * @param weights distribution of the trained network's weights
 * @param cut right after the cut; null without pruning
 * @param widths layer → channels before and after the cut; empty without pruning
 * @param retrained after retraining; null without
 * @param spending what it took
 * @param surroundings where it was done; has no part in any figure but times
 * @param training where the network that is cut was trained, which may have been in another process; null without pruning, and where it
 *     is not known
 */
public record RunRecord(
        String id,
        RunSpec spec,
        Status status,
        String error,
        String note,
        Stage trained,
        SparsityReport sparsity,
        WeightHistogram weights,
        Stage cut,
        Map<String, Width> widths,
        Stage retrained,
        Spending spending,
        Surroundings surroundings,
        Surroundings training) {
    static final String FORMAT = "format";
    static final String FORMAT_VALUE = "featureflow.run.1";
    private static final List<String> OPTIONAL = List.of(
            "error",
            "note",
            "trained",
            "sparsity",
            "weights",
            "cut",
            "widths",
            "retrained",
            "spending",
            "surroundings",
            "training");

    /**
     * Keeps the order of the layers.
     *
     * @throws FeatureFlowException if it says nothing of what was run or how it ended
     */
    public RunRecord {
        if (id == null || spec == null || status == null) {
            throw new FeatureFlowException("A run's record needs an id, a specification and a status.");
        }
        if (status == Status.FINISHED ? trained == null || spending == null : error == null) {
            throw new FeatureFlowException("The record of the " + status.name().toLowerCase(Locale.ROOT) + " run " + id
                    + " lacks " + (status == Status.FINISHED ? "results." : "its error."));
        }
        widths = widths == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(widths));
    }

    /** With the figures taken out of {@code found}, which has no part in the JSON. */
    RunRecord(
            String id,
            RunSpec spec,
            Status status,
            String error,
            String note,
            Found found,
            Spending spending,
            Surroundings surroundings,
            Surroundings training) {
        this(
                id,
                spec,
                status,
                error,
                note,
                found.trained(),
                found.sparsity(),
                found.weights(),
                found.cut(),
                found.widths(),
                found.retrained(),
                spending,
                surroundings,
                training);
    }

    /**
     * Of a run that did not come to its end.
     *
     * @param spec what was run
     * @param error one sentence
     * @param surroundings where; null if unknown
     * @return a record without figures
     */
    public static RunRecord failed(RunSpec spec, String error, Surroundings surroundings) {
        return new RunRecord(spec.id(), spec, Status.FAILED, error, null, Found.NOTHING, null, surroundings, null);
    }

    /**
     * Whose code and machine decided the figures.
     *
     * @return where the network was trained and, if that was elsewhere, where it was cut and retrained; empty if unknown
     */
    public List<Surroundings> places() {
        return Stream.of(training, surroundings).filter(Objects::nonNull).toList();
    }

    /**
     * Where the network was trained before any cut.
     *
     * @return the place of the training; null if unknown
     */
    public Surroundings trainedAt() {
        return training == null ? surroundings : training;
    }

    /**
     * Whether all of it was done.
     *
     * @return false if it failed
     */
    public boolean isFinished() {
        return status == Status.FINISHED;
    }

    /**
     * The network that came out: after retraining, else after the cut, else after training.
     *
     * @return the last stage; null if the run failed
     */
    public Stage last() {
        return retrained != null ? retrained : cut != null ? cut : trained;
    }

    /**
     * What the specification alone decides, for comparing a run with a repetition of it.
     *
     * @return a copy without places and note, with seconds and images per second of 0
     */
    public RunRecord withoutTimes() {
        Spending timeless = spending == null ? null : spending.withoutTimes();
        return new RunRecord(id, spec, status, error, null, Found.in(this).withoutTimes(), timeless, null, null);
    }

    /**
     * Whether another record of the same run has the same figures to the last digit, times and surroundings aside.
     *
     * @param other a record
     * @return true if nothing else differs
     */
    public boolean sameFigures(RunRecord other) {
        return withoutTimes().equals(other.withoutTimes());
    }

    /**
     * This record as JSON for people and programs.
     *
     * @return several lines; the same record gives the same bytes on every JVM, and so does reading and writing again
     */
    public String toJson() {
        JsonObject tree = new JsonObject();
        tree.addProperty(FORMAT, FORMAT_VALUE);
        ExperimentJson.tree(this).asMap().forEach(tree::add);
        return JsonText.pretty(tree);
    }

    /**
     * Reads what {@link #toJson} wrote.
     *
     * @param json the text
     * @return the record
     * @throws FeatureFlowException if it is none, or of another version
     */
    public static RunRecord fromJson(String json) {
        return of(tree(json));
    }

    static JsonObject tree(String json) {
        try {
            return JsonParser.parseString(json).getAsJsonObject();
        } catch (JsonParseException | IllegalStateException e) {
            throw new FeatureFlowException("This is no JSON of a run's record.", e);
        }
    }

    /** From the object that {@link #toJson} writes, which is changed. */
    static RunRecord of(JsonObject tree) {
        if (!tree.has(FORMAT) || !tree.remove(FORMAT).toString().equals("\"" + FORMAT_VALUE + "\"")) {
            throw new FeatureFlowException("This is no record of a trial that this version can read: its “" + FORMAT
                    + "” is not “" + FORMAT_VALUE + "”; ffr sweep makes such records, ffr train others.");
        }
        return ExperimentJson.read(tree, RunRecord.class, "run's record", OPTIONAL);
    }

    /** The id and how it ended: the whole of it would fill pages. */
    @Override
    public String toString() {
        return id + " " + status;
    }

    /** How a run ended. */
    public enum Status {
        /** All of it was done. */
        FINISHED,
        /** It stopped with an error. */
        FAILED
    }

    /**
     * The channels of a layer.
     *
     * @param before in the dense network
     * @param after in the pruned network
     */
    public record Width(int before, int after) {}
}
