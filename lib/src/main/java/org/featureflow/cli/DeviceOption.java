package org.featureflow.cli;

import ai.djl.Device;
import java.io.PrintWriter;
import org.featureflow.engine.DeviceChoice;
import org.featureflow.engine.Devices;
import org.featureflow.engine.EngineSettings;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options {@code --device} and {@code --threads}, used as a mixin; says on standard error which device was taken. */
final class DeviceOption {
    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            description =
                    "auto, cpu, gpu or gpu:N (default: a GPU if one works, else the CPU; says which; of a run that goes on or is"
                            + " repeated, its own).")
    private String device;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description =
                    "Threads for one operator on the CPU (default: one a core; of a run that goes on or is repeated, its own).")
    private Integer threads;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /** Chooses and says so. */
    Device choose() {
        return choose(null, null);
    }

    /**
     * Chooses and says so.
     *
     * @param usualDevice as a record names it, such as {@code cpu()}, unless one was given; null for one that works
     * @param usualThreads number of threads unless one was given; null for the engine's own
     */
    Device choose(String usualDevice, Integer usualThreads) {
        Integer count = threads == null ? usualThreads : threads;
        if (count != null) {
            EngineSettings.threads(count);
        }
        DeviceChoice choice =
                Devices.choose(device != null ? device : usualDevice == null ? "auto" : name(usualDevice));
        PrintWriter err = spec.commandLine().getErr();
        err.println(choice.reason());
        err.flush();
        return choice.device();
    }

    /** The option for a device of a record: {@code gpu:1} for {@code gpu(1)}. */
    private static String name(String recorded) {
        return recorded.replace("()", "").replace('(', ':').replace(")", "");
    }
}
