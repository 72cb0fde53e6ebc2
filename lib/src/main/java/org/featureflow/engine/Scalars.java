package org.featureflow.engine;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/**
 * Constants () for arithmetic with arrays. They live on the CPU, where libtorch reads them as a kernel's argument: one on a GPU would have to be
 * sent there first, and DJL waits for that. Who owns one decides how long its number can be read.
 */
public final class Scalars {
    private static final NDManager OWN = EngineSettings.engine().newBaseManager(Device.cpu());

    private Scalars() {}

    /**
     * A constant that ends with a manager. Its number lies in a Java buffer that goes with the array: a graph it is a factor in has to be used
     * up before.
     *
     * @param manager owner of the constant, directly or through a manager of its own
     * @param type FLOAT64, or any other for FLOAT32
     * @param value the number
     * @return a scalar (), which need not be closed
     */
    public static NDArray ownedBy(NDManager manager, DataType type, double value) {
        NDManager cpu = manager.getDevice().isGpu() ? manager.newSubManager(Device.cpu()) : manager;
        return type == DataType.FLOAT64 ? cpu.create(value) : cpu.create((float) value);
    }

    /**
     * A constant in libtorch's own memory, which a graph keeps after the array was closed.
     *
     * @param type of the array it is used with
     * @param value the number
     * @return a scalar () that belongs to the caller: close it after use
     */
    static NDArray ownedByCaller(DataType type, double value) {
        if (type != DataType.FLOAT64) {
            return OWN.full(new Shape(), (float) value, type);
        }
        try (NDArray borrowed = OWN.create(value)) {
            return borrowed.duplicate();
        }
    }
}
