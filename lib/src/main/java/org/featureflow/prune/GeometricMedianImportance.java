package org.featureflow.prune;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.featureflow.engine.GradMode;

/**
 * Distance to the layer's other filters: s_i = Σ_j ‖W_i − W_j‖₂ over all filters of the layer (FPGM, He et al. 2019, eq. 4). Filters near
 * the geometric median are the ones the others can replace. Weights keep their signs: w and −w are far apart.
 *
 * @param reduction over the filters of a group that several layers make
 */
record GeometricMedianImportance(GroupReduction reduction) implements Importance {
    @Override
    public double[] scores(ChannelGroup group, Evidence evidence) {
        return Members.reduce(group, group.filters(), reduction, (filters, channel) -> {
            double[] layer = evidence.once("geometric median " + filters.array(), () -> distances(filters, evidence));
            return Arrays.stream(filters.indices()[channel])
                    .mapToDouble(i -> layer[i])
                    .average()
                    .orElse(0);
        });
    }

    /** For every filter of a layer the sum of its distances, by ‖a − b‖² = ‖a‖² + ‖b‖² − 2 a·b in float64. */
    private static double[] distances(Slices filters, Evidence evidence) {
        NDArray weight = evidence.network().array(filters.array());
        int count = (int) weight.getShape().get(0);
        double[] gram;
        try (GradMode off = GradMode.off();
                NDManager local = weight.getManager().newSubManager()) {
            NDArray copy = weight.toType(DataType.FLOAT64, true);
            copy.attach(local);
            NDArray rows = copy.reshape(new Shape(count, copy.size() / count));
            gram = rows.matMul(rows.transpose()).toDoubleArray();
        }
        double[] sums = new double[count];
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < i; j++) {
                double squared = gram[i * count + i] + gram[j * count + j] - 2 * gram[i * count + j];
                double distance = Math.sqrt(Math.max(0, squared));
                sums[i] += distance;
                sums[j] += distance;
            }
        }
        return sums;
    }
}
