package org.featureflow;

import java.util.ArrayList;
import java.util.List;

/** A main class of the tests in a JVM of its own, with a small heap and one thread, to be killed and to compete. */
public final class ChildJvm {
    private ChildJvm() {}

    /** Ready to start; its errors go nowhere yet. */
    public static ProcessBuilder of(Class<?> main, Object... arguments) {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-Dai.djl.offline=true"));
        command.addAll(List.of("-Dai.djl.pytorch.num_threads=1", "-Dai.djl.pytorch.num_interop_threads=1"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return new ProcessBuilder(command);
    }
}
