package org.featureflow.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import java.util.function.Function;
import org.featureflow.FeatureFlowException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DevicesTest {
    private static final Function<Device, String> WORKS = device -> null;

    @Test
    void theCpuIsAlwaysThere() {
        DeviceChoice choice = Devices.choose("cpu");
        assertThat(choice.device()).isEqualTo(Device.cpu());
        assertThat(choice.reason()).contains("CPU", "thread", "as asked");
    }

    @Test
    void automaticSaysWhyItTookTheCpu() {
        assertThat(Devices.choose("auto", null, 0, false, WORKS).reason()).contains("no GPU was found");
        assertThat(Devices.choose("auto", null, 1, false, WORKS).reason()).contains("cannot use it (one for CPUs");
        assertThat(Devices.choose("auto", null, 2, true, WORKS))
                .isEqualTo(new DeviceChoice(Device.gpu(0), "Computing on GPU 0 of 2."));
    }

    @Test
    void aGpuThatCannotComputeIsNotTaken() {
        Function<Device, String> tooNew = gpu -> gpu.getDeviceId() == 0 ? "no kernel image is available" : null;
        assertThat(Devices.choose("auto", null, 2, true, tooNew).device()).isEqualTo(Device.cpu());
        assertThat(Devices.choose("auto", null, 2, true, tooNew).reason())
                .contains("GPU 0 fails at its first operation (no kernel image is available)");
        assertThatThrownBy(() -> Devices.choose("gpu", null, 2, true, tooNew))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("no kernel image is available");
        assertThat(Devices.choose("gpu:1", "1", 2, true, tooNew).device()).isEqualTo(Device.gpu(1));
    }

    @Test
    void whatComputesDoesNotFail() {
        assertThat(Devices.failure(Device.cpu())).isNull();
        assertThat(Devices.failure(Device.gpu(99))).isNotBlank().hasLineCount(1);
    }

    @Test
    void aGpuThatWasAskedForIsNotReplacedByTheCpu() {
        assertThatThrownBy(() -> Devices.choose("gpu", null, 0, false, WORKS))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("--device cpu");
        assertThatThrownBy(() -> Devices.choose("gpu:3", "3", 2, true, WORKS))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("gpu:0 to gpu:1");
        assertThat(Devices.choose("gpu:1", "1", 2, true, WORKS).device()).isEqualTo(Device.gpu(1));
    }

    @Test
    void processesTakeTurnsOnTheGpusThatThisOneSees() {
        assertThat(Devices.visible(1, 0, "")).isNull();
        assertThat(Devices.visible(3, 2, "")).as("all are seen").isEqualTo("1");
        assertThat(Devices.visible(0, 2, "2", " 3")).isEqualTo("2");
        assertThat(Devices.visible(1, 2, "2", " 3")).isEqualTo("3");
        assertThat(Devices.visible(2, 2, "2", " 3")).isEqualTo("2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GPU", "cuda", "gpu:", "gpu:x", "gpu:99999999999", "tpu"})
    void otherNamesAreRefused(String name) {
        assertThatThrownBy(() -> Devices.choose(name))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("auto, cpu, gpu or gpu:N");
    }
}
