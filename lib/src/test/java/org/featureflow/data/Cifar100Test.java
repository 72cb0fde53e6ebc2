package org.featureflow.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.featureflow.FeatureFlowException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Cifar100Test {
    @TempDir
    Path folder;

    @BeforeEach
    void write() throws IOException {
        byte[] train = CifarSamples.records(6, 2, 20, 1);
        for (int i = 0; i < 6; i++) {
            train[i * 3074 + 1] = (byte) (90 + i);
        }
        Files.write(folder.resolve("train.bin"), train);
        Files.write(folder.resolve("test.bin"), CifarSamples.records(3, 2, 20, 2));
    }

    @Test
    void fine_labels_are_the_second_byte_and_coarse_ones_the_first() {
        assertThat(Cifar100.read(folder).train().labels()).containsExactly(90, 91, 92, 93, 94, 95);
        DataSet coarse = Cifar100.read(folder, Cifar100.Labels.COARSE);
        assertThat(coarse.train().labels()).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(coarse.classes()).isEqualTo(20);
        assertThat(coarse.train().pixels(2))
                .isEqualTo(Arrays.copyOfRange(CifarSamples.records(6, 2, 20, 1), 2 * 3074 + 2, 3 * 3074));
    }

    @Test
    void labels_out_of_range_truncation_and_missing_files_are_named() throws IOException {
        byte[] bytes = CifarSamples.records(3, 2, 20, 2);
        bytes[1] = 100;
        Files.write(folder.resolve("test.bin"), bytes);
        assertThatThrownBy(() -> Cifar100.read(folder))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("label 100 in record 0");
        // the same byte does not matter to the coarse labels
        assertThat(Cifar100.read(folder, Cifar100.Labels.COARSE).test().count()).isEqualTo(3);
        Files.write(folder.resolve("test.bin"), Arrays.copyOf(bytes, 3073));
        assertThatThrownBy(() -> Cifar100.read(folder))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContainingAll("3073 bytes", "3074");
        Files.delete(folder.resolve("train.bin"));
        assertThatThrownBy(() -> Cifar100.read(folder))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("train.bin is missing");
    }

    @Test
    void a_list_of_class_names_must_be_complete() throws IOException {
        Files.writeString(folder.resolve("coarse_label_names.txt"), "fish\n\nflowers\n");
        assertThatThrownBy(() -> Cifar100.read(folder, Cifar100.Labels.COARSE))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("2 class names instead of 20");
    }

    @Test
    void the_first_images_of_the_real_set_are_recognised() {
        String root = System.getenv("FEATUREFLOW_DATA");
        assumeThat(root).as("FEATUREFLOW_DATA is not set").isNotNull();
        assumeThat(Path.of(root, "cifar-100-binary")).isDirectory();
        DataSet data = Cifar100.read(Path.of(root));
        assertThat(data.note()).doesNotContain("official");
        assertThat(data.train().classes()).contains("apple", "worm");
    }
}
