package org.featureflow.data;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.featureflow.engine.EngineSettings;
import org.featureflow.engine.NativeMemory;

/** Keeps the bytes of a set on a device, once, and hands them to {@link DeviceGather}; sends the bytes of single batches where they do not fit. */
final class DeviceStore implements AutoCloseable {
    /** Sets up to this size stay on the device: all of CIFAR and the 1.2 GB of Tiny ImageNet. */
    private static final long MOST_RESIDENT = Integer.MAX_VALUE;

    private final Images images;
    private final Normalization normalization;
    private final boolean forced;
    private final boolean residentWanted;
    private NDManager owner;
    private NDArray resident;
    private DeviceGather gather;

    DeviceStore(Images images, Normalization normalization) {
        this(images, normalization, false, true);
    }

    DeviceStore(Images images, Normalization normalization, boolean forced, boolean residentWanted) {
        this.images = images;
        this.normalization = normalization;
        this.forced = forced;
        this.residentWanted = residentWanted;
    }

    boolean isForced() {
        return forced;
    }

    /** Makes batch {@code from … to} of an epoch's order. */
    synchronized Batch batch(
            EpochTable table, int[] order, int from, int to, Augmentation augmentation, NDManager step) {
        prepare(step.getDevice());
        try (NDManager local = step.newSubManager()) {
            EpochTable.Part part = table.part(from, to, local);
            NDArray pixels;
            if (resident != null) {
                pixels = gather.batch(resident, part.images(), part, augmentation, step);
            } else {
                NDArray sent = upload(Arrays.copyOfRange(order, from, to), local);
                NDArray positions = local.create(LongStream.range(0, to - from).toArray(), new Shape(to - from, 1));
                pixels = gather.batch(sent, positions, part, augmentation, step);
            }
            NDArray labels = part.labels().reshape(to - from);
            labels.attach(step);
            return new Batch(step, pixels, labels, to - from);
        }
    }

    private void prepare(Device device) {
        if (owner != null && owner.getDevice().equals(device)) {
            return;
        }
        close();
        owner = EngineSettings.engine().newBaseManager(device);
        try {
            gather = new DeviceGather(images, normalization, owner);
            long bytes = (long) images.count() * images.bytesPerImage();
            if (residentWanted && bytes <= MOST_RESIDENT) {
                resident = uploadAll();
            }
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** Null where there is too little memory, of the device or for the copy on the way to it. */
    private NDArray uploadAll() {
        try {
            return upload(IntStream.range(0, images.count()).toArray(), owner);
        } catch (EngineException | OutOfMemoryError e) {
            if (e instanceof EngineException && NativeMemory.advice(e).isEmpty()) {
                throw e;
            }
            return null;
        }
    }

    /** Bytes of some images as one flat uint8 array on a device. */
    private NDArray upload(int[] chosen, NDManager manager) {
        int size = images.bytesPerImage();
        byte[] planes = new byte[size];
        ByteBuffer buffer = ByteBuffer.allocateDirect(Math.multiplyExact(chosen.length, size));
        for (int image : chosen) {
            images.copyPixels(image, planes, 0);
            buffer.put(planes);
        }
        return manager.create(buffer.flip(), new Shape((long) chosen.length * size), DataType.UINT8);
    }

    @Override
    public synchronized void close() {
        if (owner != null) {
            owner.close();
            owner = null;
            resident = null;
            gather = null;
        }
    }
}
