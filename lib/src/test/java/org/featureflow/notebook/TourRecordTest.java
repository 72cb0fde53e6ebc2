package org.featureflow.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.featureflow.cost.Cost;
import org.featureflow.data.DataSet;
import org.featureflow.data.Synthetic;
import org.featureflow.nn.Architectures;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.train.Recipes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

class TourRecordTest {
    @Test
    void theFileHasTheColumnsOfTheTable(@TempDir Path folder) throws IOException {
        DataSet data = Synthetic.of(20, 10, 32, 1);
        NetworkSpec spec = Architectures.named("vgg11@0.0625");
        TourRecord record = new TourRecord(data, spec, Recipes.quick(), Recipes.quick(), "l1", "none");
        Cost cost = Cost.of(spec);
        record.add("plain", cost, 59.35, 5.083, 21.44);
        Table table = record.table();
        assertThat(table.columnNames())
                .containsExactly("network", "parameters", "MACs", "test accuracy, %", "ms, batch 1", "ms, batch 32");
        assertThat(table.longColumn("MACs").get(0)).isEqualTo(cost.macs());
        assertThat(table.doubleColumn("test accuracy, %").get(0)).isEqualTo(59.35);

        JsonObject text = JsonParser.parseString(Files.readString(record.write(folder.resolve("record.json"))))
                .getAsJsonObject()
                .getAsJsonObject("table");
        assertThat(text.getAsJsonArray("columns").asList())
                .extracting(c -> c.getAsString())
                .isEqualTo(table.columnNames());
        assertThat(text.getAsJsonArray("rows").get(0).getAsJsonArray().asList())
                .extracting(c -> c.getAsString())
                .endsWith("59.4", "5.08", "21.44");
    }
}
