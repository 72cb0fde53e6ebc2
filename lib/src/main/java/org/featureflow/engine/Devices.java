package org.featureflow.engine;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.util.cuda.CudaUtils;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.featureflow.FeatureFlowException;

/**
 * Chooses where to compute. DJL quietly takes the CPU when anything about the GPU is amiss; here the user learns which was taken and why.
 */
public final class Devices {
    private static final Pattern FORM = Pattern.compile("auto|cpu|gpu(?::(\\d{1,3}))?");

    private Devices() {}

    /**
     * Chooses a device.
     *
     * @param wanted {@code auto} (a GPU if there is one that works), {@code cpu}, {@code gpu} (the first) or {@code gpu:N} (counted from 0)
     * @return the device and why
     * @throws FeatureFlowException if the text is none of these, or a GPU was asked for that cannot be used
     */
    public static DeviceChoice choose(String wanted) {
        Matcher form = FORM.matcher(wanted);
        if (!form.matches()) {
            throw new FeatureFlowException("There is no device “" + wanted + "”; use auto, cpu, gpu or gpu:N.");
        }
        if (wanted.equals("cpu")) {
            return cpu("as asked");
        }
        Engine engine = EngineSettings.engine();
        return choose(wanted, form.group(1), gpus(), engine.hasCapability("CUDA"), Devices::failure);
    }

    /**
     * Chooses by what was found.
     *
     * @param failure tries a device: why it cannot compute, or null if it can
     */
    static DeviceChoice choose(String wanted, String number, int gpus, boolean cuda, Function<Device, String> failure) {
        String obstacle = obstacle(gpus, cuda);
        boolean auto = wanted.equals("auto");
        int index = number == null ? 0 : Integer.parseInt(number);
        if (obstacle == null && index < gpus) {
            String failed = failure.apply(Device.gpu(index));
            obstacle = failed == null ? null : "GPU " + index + " fails at its first operation (" + failed + ")";
        }
        if (auto) {
            return obstacle == null ? gpu(0, gpus) : cpu(obstacle);
        }
        if (obstacle != null) {
            throw new FeatureFlowException("Cannot use a GPU: " + obstacle + "; use --device cpu.");
        }
        if (index >= gpus) {
            throw new FeatureFlowException("There is no GPU " + index + ": this machine has " + gpus
                    + ", counted from 0; use gpu:0 to gpu:" + (gpus - 1) + ".");
        }
        return gpu(index, gpus);
    }

    /**
     * Tries a convolution. A GPU may be there and counted and still not compute: too new for the library, taken by another process, or without a
     * cuDNN that loads.
     *
     * @return the failure in one line; null if there is none
     */
    static String failure(Device device) {
        try (NDManager manager = EngineSettings.engine().newBaseManager(device)) {
            NDArray image = manager.ones(new Shape(1, 1, 3, 3));
            Conv2d.conv2d(image, image).singletonOrThrow().toFloatArray();
            return null;
        } catch (EngineException | LinkageError e) {
            return FeatureFlowException.firstLine(e);
        }
    }

    /** Why no GPU can be used; null if one can. */
    private static String obstacle(int gpus, boolean cuda) {
        if (gpus == 0) {
            return "no GPU was found (none, or no NVIDIA driver or CUDA runtime library that works here)";
        }
        return cuda
                ? null
                : "there is a GPU, but the PyTorch library that was loaded cannot use it (one for CPUs, or for a newer CUDA than the driver's)";
    }

    /**
     * Which GPU one of several processes should see, for {@code CUDA_VISIBLE_DEVICES}: they take turns.
     *
     * @param process number of the process, from 0
     * @return the number or name of a GPU that this process sees; null if it sees none
     */
    public static String visible(int process) {
        int gpus = gpus();
        String[] seen = System.getenv().getOrDefault("CUDA_VISIBLE_DEVICES", "").split(",");
        return visible(process, gpus, seen);
    }

    static String visible(int process, int gpus, String... seen) {
        if (gpus == 0) {
            return null;
        }
        int index = process % gpus;
        return index < seen.length && !seen[index].isBlank() ? seen[index].strip() : Integer.toString(index);
    }

    private static int gpus() {
        try {
            return CudaUtils.getGpuCount();
        } catch (LinkageError | RuntimeException unusable) {
            return 0;
        }
    }

    private static DeviceChoice cpu(String reason) {
        int threads = EngineSettings.threads();
        return new DeviceChoice(
                Device.cpu(),
                "Computing on the CPU with " + threads + (threads == 1 ? " thread: " : " threads: ") + reason + ".");
    }

    private static DeviceChoice gpu(int index, int gpus) {
        return new DeviceChoice(Device.gpu(index), "Computing on GPU " + index + " of " + gpus + ".");
    }
}
