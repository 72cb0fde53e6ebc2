package org.featureflow.compare;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.featureflow.experiment.RunRecord;
import org.featureflow.experiment.RunSpec;
import org.featureflow.experiment.Stage;

/** Rows of one training share its networks, unless their runs were made on machines that round otherwise. */
final class OtherBase {
    private OtherBase() {}

    /** Rows with a run that was cut from another network than earlier rows of the same training and seed. */
    static Set<ComparisonRow> among(List<ComparisonRow> rows) {
        Map<RunSpec, Stage> networks = new HashMap<>();
        Set<ComparisonRow> others = new LinkedHashSet<>();
        for (ComparisonRow row : rows) {
            for (RunRecord r : row.records()) {
                Stage trained = r.trained().withoutTimes();
                if (!networks.computeIfAbsent(r.spec().base().anywhere(), s -> trained)
                        .equals(trained)) {
                    others.add(row);
                }
            }
        }
        return others;
    }
}
