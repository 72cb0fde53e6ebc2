package org.featureflow.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.CompletableFuture;
import org.featureflow.FeatureFlowException;
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
    void aLinkToAFileThatIsNotThereYetStaysAndTheFileIsMade() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link.json"), Path.of("elsewhere/plan.json"));
        Path second = Files.createSymbolicLink(folder.resolve("second.json"), link);
        AtomicFile.write(second, "new");
        assertThat(link).isSymbolicLink();
        assertThat(second).isSymbolicLink();
        assertThat(Files.readString(folder.resolve("elsewhere/plan.json"))).isEqualTo("new");
        Path loop = folder.resolve("loop");
        Files.createSymbolicLink(loop, loop);
        assertThatThrownBy(() -> AtomicFile.write(loop, "x"))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("Cannot write " + loop);
    }

    @Test
    void aNameMayBeAsLongAsTheFileSystemTakes() throws IOException {
        Path file = folder.resolve("n".repeat(255));
        AtomicFile.write(file, "long");
        assertThat(Files.readString(file)).isEqualTo("long");
    }

    @Test
    void whatAKilledWriteLeavesIsKnownByItsName() throws IOException {
        Path file = folder.resolve("file");
        AtomicFile.write(file, channel -> {
            Path beingWritten = Files.list(folder).findFirst().orElseThrow();
            assertThat(beingWritten).matches(AtomicFile::isLeftover);
            Files.copy(
                    beingWritten,
                    folder.resolve(beingWritten.getFileName().toString().replaceAll("[0-9]", "0")));
        });
        Path other = Files.writeString(folder.resolve(".other.tmp"), "mine");
        assertThat(Files.list(folder)).hasSize(3);
        AtomicFile.deleteLeftovers(folder);
        assertThat(Files.list(folder)).containsExactlyInAnyOrder(file, other);
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
