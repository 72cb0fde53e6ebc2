package org.featureflow.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
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
}
