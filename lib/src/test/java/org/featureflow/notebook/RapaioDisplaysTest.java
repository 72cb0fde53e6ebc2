package org.featureflow.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.ServiceLoader;
import org.featureflow.report.ChartStyle;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.XYChart;
import org.rapaio.jupyter.kernel.display.DisplayData;
import org.rapaio.jupyter.kernel.display.DisplaySystem;
import org.rapaio.jupyter.kernel.display.spi.DisplayProvider;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.Table;

class RapaioDisplaysTest {
    @Test
    void theKernelFindsTheProvider() {
        assertThat(ServiceLoader.load(DisplayProvider.class)).isNotEmpty().hasOnlyElementsOfTypes(RapaioDisplays.class);
    }

    @Test
    void theLastValueOfACellIsShownAsAPictureOrATable() {
        XYChart chart = ChartStyle.lines("t", "x", "y");
        chart.addSeries("s", new double[] {1, 2});
        DisplayData picture = DisplaySystem.inst().render(chart);
        assertThat(picture.data()).containsKey("image/png").containsEntry("text/plain", "[chart] t");
        assertThat(picture.metadata()).containsEntry("image/png", Map.of("width", 640, "height", 360));
        DisplayData table = DisplaySystem.inst().render(Table.create("n", IntColumn.create("a", new int[] {7})));
        assertThat((String) table.data().get("text/html")).contains("<td").contains("7");
    }
}
