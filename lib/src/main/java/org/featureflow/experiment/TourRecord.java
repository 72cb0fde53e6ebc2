package org.featureflow.experiment;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.featureflow.cost.Cost;
import org.featureflow.data.DataSet;
import org.featureflow.io.AtomicFile;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.train.Provenance;
import org.featureflow.train.Recipe;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** What the tour compares: its settings and one row a network. The table and the file are made from the same rows. */
public final class TourRecord {
    private static final Gson GSON = new GsonBuilder()
            .setPrettyPrinting()
            .disableHtmlEscaping()
            .serializeNulls()
            .create();

    private final JsonObject settings = new JsonObject();
    private final List<Row> rows = new ArrayList<>();

    private record Row(
            String network, long parameters, long macs, double accuracy, double latency1, double latency32) {}

    /**
     * Starts a record.
     *
     * @param data the images
     * @param spec the dense network
     * @param recipe how it was trained
     * @param retraining how it was retrained after the cut
     * @param pruning how it was pruned, in words
     * @param penalty the regulariser, in words
     */
    public TourRecord(
            DataSet data, NetworkSpec spec, Recipe recipe, Recipe retraining, String pruning, String penalty) {
        settings.addProperty("kind", "tour");
        settings.add("versions", Provenance.versions());
        settings.add("data", Provenance.data(data, recipe.split(data)));
        settings.add("network", Provenance.network(spec));
        settings.add("recipe", JsonParser.parseString(recipe.toJson()));
        settings.add("retraining", JsonParser.parseString(retraining.toJson()));
        settings.addProperty("pruning", pruning);
        settings.addProperty("penalty", penalty);
    }

    /**
     * Adds a network.
     *
     * @param network what to call it
     * @param cost its counts
     * @param accuracy top-1 accuracy on the test images, in percent
     * @param latency1 median milliseconds for a batch of one image
     * @param latency32 median milliseconds for a batch of 32 images
     */
    public void add(String network, Cost cost, double accuracy, double latency1, double latency32) {
        rows.add(new Row(network, cost.parameters(), cost.macs(), accuracy, latency1, latency32));
    }

    /**
     * The rows.
     *
     * @return network, parameters, MACs, accuracy and latency
     */
    public Table table() {
        return Table.create(
                StringColumn.create("network", rows.stream().map(Row::network)),
                LongColumn.create(
                        "parameters", rows.stream().mapToLong(Row::parameters).toArray()),
                LongColumn.create("MACs", rows.stream().mapToLong(Row::macs).toArray()),
                DoubleColumn.create(
                        "test accuracy, %",
                        rows.stream().mapToDouble(Row::accuracy).toArray()),
                DoubleColumn.create(
                        "ms, batch 1", rows.stream().mapToDouble(Row::latency1).toArray()),
                DoubleColumn.create(
                        "ms, batch 32",
                        rows.stream().mapToDouble(Row::latency32).toArray()));
    }

    /**
     * Writes settings, figures and the table as text to {@code target/tour/record.json} of the checkout.
     *
     * @return the file
     * @throws org.featureflow.FeatureFlowException if it cannot be written
     */
    public Path write() {
        String home = System.getenv().getOrDefault("FEATUREFLOW_HOME", ".");
        return write(Path.of(home, "target", "tour", "record.json"));
    }

    Path write(Path file) {
        JsonObject record = settings.deepCopy();
        record.add("rows", GSON.toJsonTree(rows));
        record.add("table", text());
        AtomicFile.write(file, GSON.toJson(record) + "\n");
        return file;
    }

    private JsonObject text() {
        JsonArray lines = new JsonArray();
        for (Row r : rows) {
            lines.add(GSON.toJsonTree(List.of(
                    r.network(),
                    String.format(Locale.ROOT, "%,d", r.parameters()),
                    String.format(Locale.ROOT, "%,d", r.macs()),
                    String.format(Locale.ROOT, "%.1f %%", r.accuracy()),
                    String.format(Locale.ROOT, "%.2f", r.latency1()),
                    String.format(Locale.ROOT, "%.2f", r.latency32()))));
        }
        JsonObject table = new JsonObject();
        table.add(
                "columns",
                GSON.toJsonTree(
                        List.of("network", "parameters", "MACs", "test accuracy", "ms, batch 1", "ms, batch 32")));
        table.add("rows", lines);
        return table;
    }
}
