package org.featureflow.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A graph keeps the constants it was made with, whatever the garbage collector does between forward and backward. */
class OpsScalarTest {
    private static final int GRAPHS = 200;
    private static final int GARBAGE = 20_000;
    private static final int PROBE = 64 << 20;

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"FLOAT32", "FLOAT64"})
    void aFactorIsStillThereWhenTheGarbageCollectorHasRun(DataType type) throws InterruptedException {
        try (NDManager manager = EngineSettings.engine().newBaseManager(Device.cpu());
                GradMode on = GradMode.on()) {
            List<NDArray> leaves = new ArrayList<>();
            List<NDArray> losses = new ArrayList<>();
            for (int i = 0; i < GRAPHS; i++) {
                NDArray x = manager.ones(new Shape(3), type);
                x.setRequiresGradient(true);
                leaves.add(x);
                losses.add(Ops.scale(Ops.plus(x, 1), i + 0.5).sum());
            }
            freeWhatIsUnreachable();
            fillFreedMemory();
            losses.forEach(Autograd::backward);
            for (int i = 0; i < GRAPHS; i++) {
                NDArray gradient = leaves.get(i).getGradient().toType(DataType.FLOAT64, false);
                assertThat(gradient.toDoubleArray()).containsOnly(i + 0.5);
            }
        }
    }

    /** The collector's cleaner frees buffers in a thread of its own: until it has freed one that is larger than all others. */
    private static void freeWhatIsUnreachable() throws InterruptedException {
        BufferPoolMXBean direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .findFirst()
                .orElseThrow();
        ByteBuffer.allocateDirect(PROBE);
        long with = direct.getMemoryUsed();
        for (int i = 0; i < 600 && direct.getMemoryUsed() > with - PROBE / 2; i++) {
            System.gc();
            Thread.sleep(50);
        }
        assertThat(direct.getMemoryUsed()).as("the cleaner has run").isLessThan(with - PROBE / 2);
    }

    private static void fillFreedMemory() {
        List<ByteBuffer> garbage = new ArrayList<>();
        for (int i = 0; i < GARBAGE; i++) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(i % 2 == 0 ? Float.BYTES : Double.BYTES);
            while (buffer.hasRemaining()) {
                buffer.put((byte) 0x7f);
            }
            garbage.add(buffer);
        }
        assertThat(garbage).hasSize(GARBAGE);
    }
}
