package org.featureflow.notebook;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.featureflow.cost.Cost;
import org.featureflow.data.DataSet;
import org.featureflow.io.AtomicFile;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.report.RowTable;
import org.featureflow.train.Provenance;
import org.featureflow.train.Recipe;
import tech.tablesaw.api.Table;

/** What the tour compares: its settings and one row a network. The table and the file are made from the same rows. */
public final class TourRecord {
    private static final Gson GSON = new GsonBuilder()
            .setPrettyPrinting()
            .disableHtmlEscaping()
            .serializeNulls()
            .create();
    private static final List<Column> COLUMNS = List.of(
            new Column("network", "%s", Row::network),
            new Column("parameters", "%,d", Row::parameters),
            new Column("MACs", "%,d", Row::macs),
            new Column("test accuracy, %", "%.1f", Row::accuracy),
            new Column("ms, batch 1", "%.2f", Row::latency1),
            new Column("ms, batch 32", "%.2f", Row::latency32));

    private final JsonObject settings = new JsonObject();
    private final List<Row> rows = new ArrayList<>();

    private record Row(
            String network, long parameters, long macs, double accuracy, double latency1, double latency32) {}

    /** One quantity of every row: its name with the unit, how it is written, and where it is. */
    private record Column(String name, String format, Function<Row, Object> value) {
        String text(Row row) {
            return String.format(Locale.ROOT, format, value.apply(row));
        }
    }

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
        // No title: the notebook has a heading above it.
        RowTable table = RowTable.of("", names().toArray(String[]::new));
        rows.forEach(
                r -> table.row(COLUMNS.stream().map(c -> c.value().apply(r)).toArray()));
        return table.table();
    }

    private static List<String> names() {
        return COLUMNS.stream().map(Column::name).toList();
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
        JsonObject table = new JsonObject();
        table.add("columns", GSON.toJsonTree(names()));
        table.add(
                "rows",
                GSON.toJsonTree(rows.stream()
                        .map(r -> COLUMNS.stream().map(c -> c.text(r)).toList())
                        .toList()));
        return table;
    }
}
