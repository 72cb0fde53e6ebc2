package org.featureflow.report;

import java.util.List;
import org.featureflow.experiment.Finding;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Findings as Tablesaw tables. */
public final class FindingTables {
    private FindingTables() {}

    /**
     * What the records say.
     *
     * @param findings any findings
     * @return one row a finding: claim, cut, verdict, evidence
     */
    public static Table of(List<Finding> findings) {
        return Table.create(
                "What the records say",
                StringColumn.create(
                        "claim", findings.stream().map(Finding::claim).toList()),
                StringColumn.create("cut", findings.stream().map(Finding::cut).toList()),
                StringColumn.create(
                        "verdict",
                        findings.stream().map(f -> f.verdict().toString()).toList()),
                StringColumn.create(
                        "evidence", findings.stream().map(Finding::evidence).toList()));
    }
}
