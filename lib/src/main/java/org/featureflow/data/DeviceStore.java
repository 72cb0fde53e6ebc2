package org.featureflow.data;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.util.stream.IntStream;
import org.featureflow.engine.EngineSettings;

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

    synchronized Batch batch(
            int[] chosen, Augmentation.Placement[] placements, Augmentation augmentation, NDManager step) {
        prepare(step.getDevice());
        long[] labels = new long[chosen.length];
        long[] rows = new long[chosen.length];
        for (int i = 0; i < chosen.length; i++) {
            labels[i] = images.label(chosen[i]);
            rows[i] = resident != null ? chosen[i] : i;
        }
        NDArray pixels;
        if (resident != null) {
            pixels = gather.batch(resident, rows, placements, augmentation, step);
        } else {
            try (NDArray sent = upload(chosen, step)) {
                pixels = gather.batch(sent, rows, placements, augmentation, step);
            }
        }
        return new Batch(step, pixels, step.create(labels), chosen.length);
    }

    private void prepare(Device device) {
        if (owner != null && owner.getDevice().equals(device)) {
            return;
        }
        close();
        owner = EngineSettings.engine().newBaseManager(device);
        gather = new DeviceGather(images, normalization, owner);
        long bytes = (long) images.count() * images.bytesPerImage();
        if (residentWanted && bytes <= MOST_RESIDENT) {
            int[] all = IntStream.range(0, images.count()).toArray();
            resident = upload(all, owner);
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
