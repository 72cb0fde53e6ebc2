package org.featureflow;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The command that starts a JVM like this one. */
public final class JavaCommand {
    private JavaCommand() {}

    /**
     * The program that runs this JVM.
     *
     * @return a file in the JDK's folder
     */
    public static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    /**
     * A class of ours, with this JVM's flags and class path.
     *
     * @param main its main class
     * @param flags of the JVM, behind those of this one
     * @param arguments of the class
     * @return the words of the command
     */
    public static List<String> of(Class<?> main, List<String> flags, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(java().toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> !isDebugger(flag))
                .forEach(command::add);
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        return command;
    }

    /**
     * An environment without what gives a JVM flags: this JVM has them from there too, so that {@link #of} has said them.
     *
     * @param environment a child's variables, which are changed
     * @return the same map
     */
    public static Map<String, String> withoutFlags(Map<String, String> environment) {
        environment.keySet().removeAll(Set.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS"));
        return environment;
    }

    /** A child with the debugger of this JVM would want its port, which is taken, and end. */
    static boolean isDebugger(String flag) {
        return flag.startsWith("-agentlib:jdwp") || flag.startsWith("-Xrunjdwp");
    }
}
