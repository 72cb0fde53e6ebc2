package org.featureflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JavaCommandTest {
    @Test
    void aChildDoesNotWantTheDebuggersPort() {
        assertThat(List.of("-agentlib:jdwp=transport=dt_socket,server=y,address=5005", "-Xrunjdwp:server=y"))
                .allMatch(JavaCommand::isDebugger);
        assertThat(List.of("-Xmx3g", "-agentlib:hprof", "-javaagent:jacoco.jar"))
                .noneMatch(JavaCommand::isDebugger);
    }

    @Test
    void flagsThatThisJvmHasFromItsVariablesAreNotGivenTwice() {
        Map<String, String> environment = new HashMap<>(Map.of(
                "JDK_JAVA_OPTIONS",
                "-Xmx1g",
                "JAVA_TOOL_OPTIONS",
                "-agentlib:jdwp=server=y",
                "_JAVA_OPTIONS",
                "-Xss1m",
                "HOME",
                "/home/me"));
        assertThat(JavaCommand.withoutFlags(environment)).isSameAs(environment).containsOnlyKeys("HOME");
    }

    @Test
    void theCommandEndsInTheClassAndItsArguments() {
        List<String> command = JavaCommand.of(JavaCommandTest.class, List.of("-Xmx1g"), List.of("a", "b"));
        assertThat(Files.isExecutable(JavaCommand.java())).isTrue();
        assertThat(command)
                .startsWith(JavaCommand.java().toString())
                .containsSubsequence("-Xmx1g", "-cp")
                .endsWith(JavaCommandTest.class.getName(), "a", "b");
    }
}
