package org.featureflow.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.featureflow.FeatureFlowException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TinyImageNetTest {
    private static final String FIRST = "n00000002";
    private static final String SECOND = "n00000001";

    @TempDir
    Path folder;

    private Path images;
    private Path annotations;

    @BeforeEach
    void write() throws IOException {
        Files.writeString(folder.resolve("wnids.txt"), FIRST + "\n" + SECOND + "\n");
        Files.writeString(folder.resolve("words.txt"), FIRST + "\tgoldfish, Carassius auratus\n");
        images = folder.resolve("val/images");
        annotations = folder.resolve("val/val_annotations.txt");
        for (String id : new String[] {FIRST, SECOND}) {
            for (int i = 0; i < 3; i++) {
                Path file = folder.resolve("train/" + id + "/images/" + id + "_" + i + ".JPEG");
                Pictures.plain(file, 64, id.equals(FIRST) ? 0x646464 : 0xC8C8C8);
            }
        }
        Pictures.gray(images.resolve("val_0.JPEG"), 64, 50);
        Pictures.plain(images.resolve("val_1.JPEG"), 64, 0x808080);
        Files.writeString(
                annotations, "val_1.JPEG\t" + SECOND + "\t0\t0\t9\t9\nval_0.JPEG\t" + FIRST + "\t0\t0\t9\t9\n");
    }

    private DataSet read() {
        return TinyImageNet.read(folder, new DecodedCache(folder.resolve("cache")));
    }

    private void refused(String... parts) {
        assertThatThrownBy(this::read)
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContainingAll(parts)
                .extracting(Throwable::getMessage, InstanceOfAssertFactories.STRING)
                .hasLineCount(1);
        assertThat(folder.resolve("cache"))
                .satisfiesAnyOf(
                        cache -> assertThat(cache).doesNotExist(),
                        cache -> assertThat(cache).isDirectoryNotContaining("glob:**.part"));
    }

    @Test
    void classes_follow_wnids_and_validation_follows_its_annotations() {
        DataSet data = read();
        assertThat(data.train().classes()).containsExactly("goldfish", SECOND);
        assertThat(data.train().labels()).containsExactly(0, 0, 0, 1, 1, 1);
        assertThat(data.train().pixels(0)).containsOnly(100);
        assertThat(data.train().pixels(3)).containsOnly(200);
        assertThat(data.test().labels()).containsExactly(1, 0);
        assertThat(data.test().pixels(1)).containsOnly(50);
        assertThat(data.note()).isEqualTo("the first 2 of 200 classes");
    }

    @Test
    void a_second_start_reads_the_decoded_bytes_and_changed_sources_are_decoded_anew() throws IOException {
        String before = read().checksum();
        Path kept;
        try (var files = Files.list(folder.resolve("cache"))) {
            kept = files.filter(file -> file.toString().contains("train"))
                    .findFirst()
                    .orElseThrow();
        }
        // Decoding again would bring the old pixels back.
        byte[] changed = Files.readAllBytes(kept);
        changed[0] ^= 1;
        Files.write(kept, changed);
        assertThat(read().checksum()).isNotEqualTo(before);
        Pictures.plain(folder.resolve("train/" + FIRST + "/images/" + FIRST + "_0.JPEG"), 64, 0x00FF00);
        Files.setLastModifiedTime(
                folder.resolve("train/" + FIRST + "/images/" + FIRST + "_0.JPEG"), FileTime.fromMillis(1000));
        assertThat(read().train().pixels(0)[64 * 64] & 255).isGreaterThan(250);
    }

    @Test
    void a_cache_file_of_the_wrong_size_is_made_again() throws IOException {
        String before = read().checksum();
        try (var files = Files.list(folder.resolve("cache"))) {
            for (Path file : files.toList()) {
                Pictures.truncate(file, 0.5);
            }
        }
        assertThat(read().checksum()).isEqualTo(before);
    }

    @Test
    void a_missing_annotation_is_named() throws IOException {
        Files.writeString(annotations, "val_1.JPEG\t" + SECOND + "\t0\t0\t9\t9\n");
        refused("val_0.JPEG", "has no line in val_annotations.txt");
    }

    @Test
    void a_doubled_annotation_is_named() throws IOException {
        String text = Files.readString(annotations);
        Files.writeString(annotations, text + "val_1.JPEG\t" + FIRST + "\t0\t0\t9\t9\n");
        refused(annotations.toString(), "labels val_1.JPEG twice");
    }

    @Test
    void an_annotation_of_an_unknown_class_or_of_a_path_elsewhere_is_refused() throws IOException {
        Files.writeString(annotations, "val_1.JPEG\tn99999999\t0\t0\t9\t9\n");
        refused("n99999999", "restore it");
        Files.writeString(annotations, "../../train/x.JPEG\t" + FIRST + "\n");
        refused("does not name a file");
        Files.writeString(annotations, "val_1.JPEG\n");
        refused("val_1.JPEG");
    }

    @Test
    void an_image_that_is_annotated_but_missing_is_named() throws IOException {
        Files.delete(images.resolve("val_1.JPEG"));
        refused("val_1.JPEG is missing");
    }

    @Test
    void a_corrupt_image_is_named_and_leaves_no_half_cache() throws IOException {
        Path bad = Pictures.busy(folder.resolve("train/" + SECOND + "/images/" + SECOND + "_1.JPEG.jpg"), 64);
        Pictures.truncate(bad, 0.7);
        refused(bad.toString(), "damaged image");
        Files.delete(bad);
        assertThat(read().train().count()).isEqualTo(6);
    }

    @Test
    void an_image_of_another_size_is_named() {
        Pictures.plain(images.resolve("val_1.JPEG"), 32, 0);
        refused("32×32 pixels instead of 64×64");
    }

    @Test
    void a_missing_list_class_folder_or_image_is_named() throws IOException {
        Path link = folder.resolve("train/" + FIRST + "/images/link.JPEG");
        Files.createSymbolicLink(link, link);
        refused(link.toString(), "restore or remove it");
        Files.delete(link);
        Files.writeString(folder.resolve("wnids.txt"), FIRST + "\n" + SECOND + "\nn00000003\n");
        refused("n00000003", "missing");
        Files.writeString(folder.resolve("wnids.txt"), FIRST + "\n" + FIRST + "\n");
        refused("names class " + FIRST + " twice");
        Files.writeString(folder.resolve("wnids.txt"), "../etc\n");
        refused("'../etc'");
        Files.delete(folder.resolve("wnids.txt"));
        refused("wnids.txt is missing");
    }

    @Test
    void the_real_set_reads_with_its_gray_images() {
        String root = System.getenv("FEATUREFLOW_DATA");
        assumeThat(root).as("FEATUREFLOW_DATA is not set").isNotNull();
        Path real = Path.of(root, "tiny-imagenet-200");
        assumeThat(real).isDirectory();
        // A few classes only: decoding all of it takes a minute on a small machine.
        assertThat(Listing.lines(real.resolve("wnids.txt"))).isNotEmpty();
        Path train = real.resolve("train");
        for (Path image :
                Listing.images(Listing.folders(train).get(0).resolve("images")).subList(0, 40)) {
            ImageFile.Picture picture = ImageFile.read(image);
            assertThat(picture.height()).isEqualTo(64);
            assertThat(picture.planes()).hasSize(3 * 64 * 64);
        }
    }
}
