package org.featureflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoldersTest {
    @TempDir
    private Path folder;

    @Test
    void aTemporaryFolderGoesWithAllThatIsInIt() throws IOException {
        Path own = Folders.temporary("featureflow-test");
        Files.writeString(Files.createDirectories(own.resolve("a/b")).resolve("file"), "text");
        Folders.delete(own);
        assertThat(own).doesNotExist();
        assertThatCode(() -> Folders.delete(own)).doesNotThrowAnyException();
    }

    @Test
    void aLinkGoesAndWhatItLeadsToStays() throws IOException {
        Path kept = Files.writeString(folder.resolve("kept"), "text");
        Path own = Files.createDirectory(folder.resolve("own"));
        Files.createSymbolicLink(own.resolve("link"), kept);
        Folders.delete(own);
        assertThat(own).doesNotExist();
        assertThat(kept).exists();
    }

    @Test
    void aFolderThatCannotBeReadIsNamedOrLeftBehind() throws IOException {
        Path own = Files.createDirectory(folder.resolve("own"));
        Path locked = Files.createDirectory(own.resolve("locked"));
        Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("---------"));
        try {
            assumeFalse(Files.isReadable(locked), "root reads everything");
            assertThatThrownBy(() -> Folders.delete(own))
                    .isInstanceOf(FeatureFlowException.class)
                    .hasMessageStartingWith("Cannot delete " + own);
            assertThatCode(() -> Folders.deleteQuietly(own)).doesNotThrowAnyException();
        } finally {
            Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("rwx------"));
        }
    }
}
