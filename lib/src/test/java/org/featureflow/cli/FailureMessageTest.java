package org.featureflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.EngineException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CompletionException;
import org.featureflow.FeatureFlowException;
import org.junit.jupiter.api.Test;

class FailureMessageTest {
    @Test
    void a_message_for_the_user_is_found_under_wrappers() {
        assertThat(FailureMessage.of(new CompletionException(new FeatureFlowException("do this"))))
                .isEqualTo("do this");
    }

    @Test
    void a_missing_file_and_a_full_disk_are_named() {
        assertThat(FailureMessage.of(new UncheckedIOException(new NoSuchFileException("a.bin"))))
                .isEqualTo("There is no file or folder a.bin.");
        assertThat(FailureMessage.of(new FileSystemException("run/net", null, "No space left on device")))
                .isEqualTo("Cannot use run/net: No space left on device.");
    }

    @Test
    void memory_outside_the_heap_is_recognised_by_what_pytorch_says() {
        assertThat(FailureMessage.of(new IllegalStateException(
                        new EngineException("CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has ..."))))
                .isEqualTo("The GPU's memory ran out: use a smaller batch or network, or fewer processes on it.");
        assertThat(
                        FailureMessage.of(
                                new EngineException(
                                        "[enforce fail at alloc_cpu.cpp:118] err == 0. DefaultCPUAllocator: can't allocate memory: you tried")))
                .startsWith("Memory outside Java's heap ran out: ");
        assertThat(FailureMessage.of(new EngineException("shapes cannot be multiplied")))
                .startsWith("Unexpected EngineException: shapes");
    }

    @Test
    void anything_else_is_one_line_with_the_way_to_see_more() {
        assertThat(FailureMessage.of(new IllegalStateException("first\nsecond")))
                .isEqualTo("Unexpected IllegalStateException: first (set FEATUREFLOW_DEBUG=1 to see where).");
        assertThat(FailureMessage.of(new NullPointerException()))
                .isEqualTo("Unexpected NullPointerException (set FEATUREFLOW_DEBUG=1 to see where).");
    }
}
