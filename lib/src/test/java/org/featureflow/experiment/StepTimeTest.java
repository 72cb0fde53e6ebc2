package org.featureflow.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import org.featureflow.train.TrainingStoppedException;
import org.junit.jupiter.api.Test;

class StepTimeTest {
    /** 240 training images: as many steps as are measured, so that the last one measured is the last of all. */
    private final RunSpec spec =
            Tiny.dense().with("data", "synthetic:300:50:16").with("epochs", 1).spec();

    @Test
    void aTrainingAsShortAsTheMeasurementLeavesNoInterrupt() {
        assertThat(new StepTime(Device.cpu()).seconds(spec, true)).isPositive();
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void whoeverInterruptsTheMeasurementStopsIt() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> new StepTime(Device.cpu()).seconds(spec, true))
                .isInstanceOf(TrainingStoppedException.class);
    }
}
