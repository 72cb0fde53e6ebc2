package org.featureflow.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

class TablesTest {
    private static final Table TABLE = Table.create(
            "Some & all",
            StringColumn.create("method", "L1, 50 %", "a|b \"c\" <d>", "x_1"),
            StringColumn.create("accuracy", "91.20 ± 0.31", "−0.50", ""),
            DoubleColumn.create("Gini", 0.123456789, Double.NaN, 2),
            LongColumn.create("MACs", 1_234_567L, 5L, 0L));

    @Test
    void csvKeepsEveryDigitAndQuotesWhatNeedsIt() {
        assertThat(TableCsv.of(TABLE)).isEqualTo("""
                method,accuracy,Gini,MACs
                "L1, 50 %",91.20 ± 0.31,0.123456789,1234567
                "a|b ""c"" <d>",−0.50,,5
                x_1,,2.0,0
                """);
    }

    @Test
    void markdownAlignsNumbersRightAndEscapesWhatItWouldRead() {
        assertThat(TableMarkdown.of(TABLE)).isEqualTo("""
                | method | accuracy | Gini | MACs |
                | --- | ---: | ---: | ---: |
                | L1, 50 % | 91.20 ± 0.31 | 0.1235 | 1,234,567 |
                | a\\|b "c" &lt;d> | −0.50 | – | 5 |
                | x\\_1 | – | 2 | 0 |
                """);
    }

    @Test
    void latexNeedsNoPackage() {
        assertThat(TableLatex.of(TABLE)).isEqualTo("""
                \\begin{tabular}{lrrr}
                \\hline
                method & accuracy & Gini & MACs \\\\
                \\hline
                L1, 50 \\% & 91.20 $\\pm$ 0.31 & 0.1235 & 1,234,567 \\\\
                a$|$b "c" $<$d$>$ & $-$0.50 & -- & 5 \\\\
                x\\_1 & -- & 2 & 0 \\\\
                \\hline
                \\end{tabular}
                """);
    }

    @Test
    void htmlEscapesAndAligns() {
        String html = TableHtml.of(TABLE);
        assertThat(html).startsWith("<table").contains("<caption>Some &amp; all</caption>");
        assertThat(html).contains("text-align:left;padding:2px 10px\">a|b &quot;c&quot; &lt;d&gt;</td>");
        assertThat(html).contains("text-align:right;padding:2px 10px;white-space:nowrap\">91.20 ± 0.31</td>");
        assertThat(html).endsWith("</tbody></table>");
    }

    @Test
    void aTableWithoutRowsHasItsHead() {
        Table empty = TABLE.emptyCopy();
        assertThat(TableMarkdown.of(empty).lines()).hasSize(2);
        assertThat(TableCsv.of(empty)).isEqualTo("method,accuracy,Gini,MACs\n");
    }
}
