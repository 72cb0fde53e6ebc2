package org.featureflow.report;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.util.Map;
import org.featureflow.data.Batches;
import org.featureflow.data.Images;
import org.featureflow.data.Normalization;
import org.featureflow.engine.EngineSettings;
import org.featureflow.nn.Architectures;
import org.featureflow.nn.Network;
import org.featureflow.sparsity.SparsityReport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

class SparsityTablesTest {
    private final Network network = Network.create(Architectures.named("resnet20@0.25"), 1);
    private final SparsityReport weights = SparsityReport.of(network);

    @AfterEach
    void close() {
        network.close();
    }

    private SparsityReport withImages() {
        Images noise = Images.of("noise", new byte[2 * 3 * 32 * 32], 3, 32, 32, new int[2], java.util.List.of("a"));
        try (Batches batches = Batches.of(noise, Normalization.CIFAR10);
                NDManager manager = EngineSettings.engine().newBaseManager(Device.cpu())) {
            return weights.measured(network, batches.epoch(0, manager));
        }
    }

    @Test
    void layersHaveARowEachWithTheReportsFigures() {
        Table table = SparsityTables.layers(weights);
        assertThat(table.rowCount()).isEqualTo(20);
        assertThat(table.stringColumn("layer").get(3)).isEqualTo("layer1.1.conv1");
        assertThat(table.doubleColumn("Gini").get(3))
                .isEqualTo(weights.layers().get(3).spread().gini());
        assertThat(table.doubleColumn("weights ≤1e-2").get(3))
                .isEqualTo(weights.layers().get(3).nearZero().get(3).weights());
        assertThat(table.doubleColumn("filters with batch norm ≤1e-2").isMissing(19))
                .as("the linear layer has no batch norm")
                .isTrue();
        assertThat(SparsityTables.activations(weights).isEmpty()).isTrue();
        assertThat(SparsityTables.flow(weights).isEmpty()).isTrue();
    }

    @Test
    void imagesAddActivationsAndFlow() {
        SparsityReport report = withImages();
        assertThat(SparsityTables.activations(report).rowCount()).isEqualTo(19);
        Table flow = SparsityTables.flow(report);
        assertThat(flow.stringColumn("stage").get(3)).isEqualTo("all");
        Table compared = SparsityTables.compared(Map.of("b", weights, "a", report));
        assertThat(compared.stringColumn("network").asList()).containsExactly("a", "b");
        assertThat(compared.doubleColumn("straightness").isMissing(0)).isFalse();
        assertThat(compared.doubleColumn("straightness").isMissing(1)).isTrue();
    }

    @Test
    void htmlEscapesTextAndRoundsNumbers() {
        Table table = Table.create(
                "t",
                StringColumn.create("a<b", new String[] {"x & \"y\"", "z"}),
                IntColumn.create("n", new int[] {12345, 1}),
                DoubleColumn.create("v", new double[] {0.123456, Double.NaN}));
        assertThat(TableHtml.of(table))
                .contains("a&lt;b")
                .contains("x &amp; &quot;y&quot;")
                .contains(">12,345<")
                .contains(">0.1235<")
                .contains(">–<");
    }

    @Test
    void fourDigitsCount() {
        assertThat(TableCell.rounded(0)).isEqualTo("0");
        assertThat(TableCell.rounded(-3)).isEqualTo("-3");
        assertThat(TableCell.rounded(3.14159)).isEqualTo("3.142");
        assertThat(TableCell.rounded(12.3456)).isEqualTo("12.35");
        assertThat(TableCell.rounded(123.456)).isEqualTo("123.5");
        assertThat(TableCell.rounded(12345.6)).isEqualTo("12,346");
        assertThat(TableCell.rounded(0.00123)).isEqualTo("0.001230");
        assertThat(TableCell.rounded(1.23e-7)).isEqualTo("1.23e-07");
    }

    @Test
    void thePageHasEverythingInOneFile() {
        String page = SparsityPage.of(withImages());
        assertThat(page).startsWith("<!DOCTYPE html>").contains("Feature flow", "dead channels", "layer3.2.conv2");
        assertThat(page).doesNotContain("http:", "https:", "NaN");
        assertThat(page.split("data:image/png;base64,")).hasSize(3);
    }
}
