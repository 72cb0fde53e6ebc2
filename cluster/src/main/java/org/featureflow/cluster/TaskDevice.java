package org.featureflow.cluster;

/** Which device a task computes on. */
final class TaskDevice {
    private TaskDevice() {}

    /**
     * Chooses.
     *
     * @param wanted the option {@code device}
     * @param gpu address of the GPU that Spark gave the task; null if it schedules none
     * @param local whether the task runs in the driver
     * @return {@code auto}, {@code cpu}, {@code gpu} or {@code gpu:N}
     */
    static String of(String wanted, String gpu, boolean local) {
        if (wanted.equals("cpu")) {
            return wanted;
        }
        if (gpu != null) {
            return "gpu:" + gpu;
        }
        // Executors that Spark has given no GPU would all take the first one.
        return wanted.equals("auto") && !local ? "cpu" : wanted;
    }
}
