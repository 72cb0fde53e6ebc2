package org.featureflow.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.featureflow.FeatureFlowException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLockTest {
    @TempDir
    private Path folder;

    private final List<FileChannel> opened = new ArrayList<>();

    private final RunLock.FileLocks none = channel -> {
        opened.add(channel);
        throw new IOException("Function not implemented");
    };

    @Test
    void aFileSystemWithoutLocksIsSaidAndItsFileClosed() {
        assertThatThrownBy(() -> RunLock.tryTake(folder.resolve("a"), none, true))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContainingAll("has no locks", "Function not implemented", "--runs")
                .hasMessageNotContaining("writable");
        assertThat(opened).singleElement().matches(channel -> !channel.isOpen());
        try (RunLock free = RunLock.tryTake(folder.resolve("a")).orElseThrow()) {
            assertThat(free).isNotNull();
        }
    }

    @Test
    void whoCanDoWithoutThemIsStillKeptFromOtherThreads() {
        try (RunLock lock = RunLock.tryTake(folder.resolve("a"), none, false).orElseThrow()) {
            assertThat(lock).isNotNull();
            assertThat(RunLock.tryTake(folder.resolve("a"), none, false)).isEmpty();
        }
        assertThat(opened).singleElement().matches(channel -> !channel.isOpen());
    }
}
