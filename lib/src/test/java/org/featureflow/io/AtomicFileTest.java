package org.featureflow.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
    @TempDir
    private Path folder;

    @Test
    void anInterruptedThreadWritesAllOfItAndStaysInterrupted() throws IOException {
        Path file = folder.resolve("deep/plan.json");
        Thread.currentThread().interrupt();
        AtomicFile.write(file, "wörds");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(Files.readString(file)).isEqualTo("wörds");
    }

    @Test
    void whatWasBegunWhenTheThreadWasInterruptedIsWrittenFromTheStart() throws IOException {
        Path file = folder.resolve("file");
        int[] calls = new int[1];
        AtomicFile.write(file, channel -> {
            channel.write(ByteBuffer.wrap(new byte[] {1, 2}));
            if (calls[0]++ == 0) {
                throw new ClosedByInterruptException();
            }
        });
        assertThat(Files.readAllBytes(file)).containsExactly(1, 2);
        assertThat(Files.list(folder)).as("nothing temporary is left").containsExactly(file);
    }

    @Test
    void aLinkStaysAndTheFileThatItLeadsToIsReplaced() throws IOException {
        Path file = Files.writeString(
                Files.createDirectories(folder.resolve("elsewhere")).resolve("plan.json"), "old");
        Path link = Files.createSymbolicLink(folder.resolve("link.json"), file);
        AtomicFile.write(link, "new");
        assertThat(link).isSymbolicLink();
        assertThat(Files.readString(file)).isEqualTo("new");
        Path linked = Files.createSymbolicLink(folder.resolve("linked"), file.getParent());
        AtomicFile.write(linked.resolve("other.json"), "inside");
        assertThat(linked).isSymbolicLink();
        assertThat(Files.readString(file.resolveSibling("other.json"))).isEqualTo("inside");
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void whatIsNoFileIsWrittenToAndStays() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        CompletableFuture<String> read = CompletableFuture.supplyAsync(() -> {
            try {
                return Files.readString(pipe);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        AtomicFile.write(pipe, "through");
        assertThat(read.get()).isEqualTo("through");
        assertThat(Files.readAttributes(pipe, BasicFileAttributes.class).isOther())
                .isTrue();
        assertThat(Files.list(folder)).containsExactly(pipe);
    }
}
