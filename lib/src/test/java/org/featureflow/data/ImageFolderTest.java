package org.featureflow.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.featureflow.FeatureFlowException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTest {
    @TempDir
    Path folder;

    @TempDir
    Path cache;

    private DataSet read(int side) {
        return ImageFolder.read(folder, side, new DecodedCache(cache));
    }

    private void refused(String... parts) {
        assertThatThrownBy(() -> read(16))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContainingAll(parts);
    }

    @Test
    void train_and_test_folders_give_classes_by_name() {
        Pictures.plain(folder.resolve("train/dog/1.png"), 20, 0x010101);
        Pictures.plain(folder.resolve("train/cat/1.png"), 30, 0x020202);
        Pictures.plain(folder.resolve("test/dog/1.jpg"), 40, 0x808080);
        DataSet data = read(16);
        assertThat(data.train().classes()).containsExactly("cat", "dog");
        assertThat(data.train().labels()).containsExactly(0, 1);
        assertThat(data.train().pixels(0)).hasSize(3 * 256).containsOnly(2);
        assertThat(data.test().labels()).containsExactly(1);
        assertThat(data.note()).isEmpty();
    }

    @Test
    void a_flat_folder_holds_a_fifth_of_each_class_out_for_testing() {
        for (int i = 0; i < 10; i++) {
            Pictures.plain(folder.resolve("a/" + i + ".png"), 16, i);
            Pictures.plain(folder.resolve("b/" + i + ".png"), 16, 100 + i);
        }
        DataSet data = read(16);
        assertThat(data.train().classCounts()).containsExactly(8, 8);
        assertThat(data.test().classCounts()).containsExactly(2, 2);
        assertThat(read(16).checksum()).isEqualTo(data.checksum());
        assertThat(data.note()).contains("held out");
    }

    @Test
    void other_files_and_hidden_ones_are_passed_over() throws IOException {
        Pictures.plain(folder.resolve("train/a/1.png"), 16, 5);
        Files.writeString(folder.resolve("train/a/notes.txt"), "x");
        Files.writeString(folder.resolve("train/a/.hidden.png"), "x");
        Pictures.plain(folder.resolve("val/a/1.png"), 16, 5);
        assertThat(read(16).train().count()).isEqualTo(1);
    }

    @Test
    void a_test_folder_without_classes_gives_way_to_val() {
        Pictures.plain(folder.resolve("train/a/1.png"), 16, 5);
        Pictures.plain(folder.resolve("val/a/1.png"), 16, 6);
        Pictures.plain(folder.resolve("test/1.png"), 16, 7);
        assertThat(read(16).test().pixels(0)).containsOnly(0, 6);
    }

    @Test
    void a_picture_that_comes_or_goes_changes_the_folder() throws IOException {
        Pictures.plain(folder.resolve("train/a/1.png"), 16, 5);
        Pictures.plain(folder.resolve("test/a/1.png"), 16, 5);
        FileTime old = FileTime.fromMillis(1000);
        for (String part : List.of("", "train", "train/a", "test", "test/a")) {
            Files.setLastModifiedTime(folder.resolve(part), old);
        }
        assertThat(ImageFolder.changed(folder)).isEqualTo(old);
        Pictures.plain(folder.resolve("test/a/2.png"), 16, 5);
        assertThat(ImageFolder.changed(folder)).isGreaterThan(old);
        assertThat(ImageFolder.changed(folder.resolve("none"))).isEqualTo(FileTime.fromMillis(0));
    }

    @Test
    void what_is_missing_is_said() throws IOException {
        refused("has no folders");
        Pictures.plain(folder.resolve("train/a/1.png"), 16, 5);
        refused("neither test nor val");
        Pictures.plain(folder.resolve("test/b/1.png"), 16, 5);
        refused("test/b", "does not have");
        Files.createDirectories(folder.resolve("train/b"));
        refused("train/b has no images");
    }

    @Test
    void a_damaged_picture_and_a_link_to_itself_are_named() throws IOException {
        Pictures.plain(folder.resolve("train/a/1.png"), 16, 5);
        Pictures.plain(folder.resolve("test/a/1.png"), 16, 5);
        Path bad = Pictures.busy(folder.resolve("test/a/2.png"), 32);
        Pictures.truncate(bad, 0.5);
        refused(bad.toString(), "damaged");
        Files.delete(bad);
        Files.createSymbolicLink(bad, bad);
        refused(bad.toString(), "restore or remove it");
    }

    @Test
    void a_cache_that_cannot_be_written_is_said_with_a_way_out() throws IOException {
        Pictures.plain(folder.resolve("train/a/1.png"), 16, 5);
        Pictures.plain(folder.resolve("test/a/1.png"), 16, 5);
        Path file = Files.createFile(cache.resolve("file"));
        assertThatThrownBy(() -> ImageFolder.read(folder, 16, new DecodedCache(file.resolve("inside"))))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContainingAll("Cannot keep decoded images", "FEATUREFLOW_CACHE");
    }

    @Test
    void the_cache_keeps_one_file_of_a_folder_and_size_and_nothing_of_killed_processes() throws IOException {
        Pictures.plain(folder.resolve("train/a/1.png"), 32, 5);
        Pictures.plain(folder.resolve("test/a/1.png"), 32, 5);
        Path killed = Files.createFile(cache.resolve("decoding-1.part"));
        Files.setLastModifiedTime(killed, FileTime.from(Instant.now().minus(Duration.ofDays(1))));
        Path atWork = Files.createFile(cache.resolve("decoding-2.part"));
        read(16);
        read(24);
        assertThat(cached()).hasSize(4);
        Pictures.plain(folder.resolve("train/a/2.png"), 32, 7);
        assertThat(read(16).train().count()).isEqualTo(2);
        assertThat(cached()).as("train and test at two sizes").hasSize(4);
        assertThat(killed).doesNotExist();
        assertThat(atWork).exists();
    }

    private List<Path> cached() throws IOException {
        try (Stream<Path> files = Files.list(cache)) {
            return files.filter(f -> f.toString().endsWith(".pixels")).toList();
        }
    }

    @Test
    void decoding_that_is_interrupted_says_that_it_was_stopped() {
        Pictures.plain(folder.resolve("train/a/1.png"), 16, 5);
        Pictures.plain(folder.resolve("test/a/1.png"), 16, 5);
        Thread.currentThread().interrupt();
        refused("was stopped");
        assertThat(Thread.interrupted()).as("whoever called still sees it").isTrue();
    }
}
