package org.featureflow.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;

class HostValuesTest {
    @Test
    void arraysThatLieInAnotherOrderAreReadRowByRowAndLeaveNothingBehind() {
        try (NDManager manager = EngineSettings.engine().newBaseManager(Device.cpu())) {
            NDArray rows = manager.arange(2 * 3 * 4 * 5)
                    .toType(DataType.FLOAT32, false)
                    .reshape(new Shape(2, 3, 4, 5));
            NDArray channelsLast = MemoryFormat.CHANNELS_LAST.apply(rows);
            int arrays = manager.getManagedArrays().size();
            assertThat(HostValues.floats(channelsLast)).isEqualTo(rows.toFloatArray());
            assertThat(HostValues.doubles(channelsLast))
                    .hasSize(120)
                    .startsWith(0, 1, 2)
                    .endsWith(118, 119);
            assertThat(manager.getManagedArrays()).hasSize(arrays);
        }
    }

    @Test
    void bothPrecisionsGiveBoth() {
        try (NDManager manager = EngineSettings.engine().newBaseManager(Device.cpu())) {
            NDArray exact = manager.create(new double[] {0.1, 2});
            assertThat(HostValues.floats(exact)).containsExactly(0.1f, 2f);
            assertThat(HostValues.doubles(exact)).containsExactly(0.1, 2);
            assertThat(HostValues.doubles(manager.create(new float[] {0.5f}))).containsExactly(0.5);
        }
    }
}
