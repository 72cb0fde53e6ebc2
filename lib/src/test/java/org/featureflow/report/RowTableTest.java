package org.featureflow.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.featureflow.FeatureFlowException;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.ColumnType;
import tech.tablesaw.api.Table;

class RowTableTest {
    @Test
    void columnsHaveTheTypeOfTheirCells() {
        Table table = RowTable.of("Networks", "network", "MACs", "top-1, %", "note")
                .row("vgg16", 313_201_664, 93.2, 1)
                .row("resnet56", 125_485_696L, 93, "new")
                .row(null, null, null, null)
                .table();
        assertThat(table.name()).isEqualTo("Networks");
        assertThat(table.types())
                .containsExactly(ColumnType.STRING, ColumnType.LONG, ColumnType.DOUBLE, ColumnType.STRING);
        assertThat(table.longColumn(1).get(1)).isEqualTo(125_485_696L);
        assertThat(table.doubleColumn(2).get(1)).isEqualTo(93);
        assertThat(table.stringColumn(3).get(0)).isEqualTo("1");
        assertThat(table.columns()).allMatch(c -> c.isMissing(2));
        assertThat(TableHtml.of(table)).contains("313,201,664", "93.20");
    }

    @Test
    void aTableMayHaveNoRows() {
        assertThat(RowTable.of("Empty", "a").table().rowCount()).isZero();
    }

    @Test
    void aRowWithAnotherNumberOfCellsIsRefused() {
        assertThatThrownBy(() -> RowTable.of("Networks", "a", "b").row(1))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("“Networks” has the 2 columns a, b, but a row has 1");
    }
}
