package org.featureflow.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitCommitTest {
    private static final String HASH = "0123456789abcdef0123456789abcdef01234567";

    @TempDir
    private Path folder;

    private void write(String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    @Test
    void outsideACheckoutThereIsNone() {
        assertThat(GitCommit.of(folder)).isEmpty();
    }

    @Test
    void aBranchsCommitIsFoundFromAFolderWithin() throws IOException {
        write(".git/HEAD", "ref: refs/heads/main\n");
        write(".git/refs/heads/main", HASH + "\n");
        Files.createDirectories(folder.resolve("a/b"));
        assertThat(GitCommit.of(folder.resolve("a/b"))).isEqualTo(HASH);
    }

    @Test
    void aPackedOrDetachedOneIsFound() throws IOException {
        write(".git/HEAD", "ref: refs/heads/main\n");
        write(
                ".git/packed-refs",
                "# pack-refs\n" + "f".repeat(40) + " refs/heads/other\n" + HASH + " refs/heads/main\n");
        assertThat(GitCommit.of(folder)).isEqualTo(HASH);
        write(".git/HEAD", HASH + "\n");
        assertThat(GitCommit.of(folder)).isEqualTo(HASH);
    }

    @Test
    void aSecondWorkTreesIsFound() throws IOException {
        write("main/.git/worktrees/second/HEAD", "ref: refs/heads/topic\n");
        write("main/.git/worktrees/second/commondir", "../..\n");
        write("main/.git/refs/heads/topic", HASH + "\n");
        write("second/.git", "gitdir: " + folder.resolve("main/.git/worktrees/second") + "\n");
        assertThat(GitCommit.of(folder.resolve("second"))).isEqualTo(HASH);
    }

    @Test
    void aRepositoryWithoutACommitHasNone() throws IOException {
        write(".git/HEAD", "ref: refs/heads/main\n");
        assertThat(GitCommit.of(folder)).isEmpty();
    }
}
