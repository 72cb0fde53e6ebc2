package org.featureflow.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.featureflow.FeatureFlowException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Cifar10Test {
    @TempDir
    Path folder;

    @Test
    void the_five_training_files_come_in_order_and_the_test_file_apart() throws IOException {
        CifarSamples.cifar10(folder, 4);
        DataSet data = Cifar10.read(folder);
        assertThat(data.train().count()).isEqualTo(20);
        assertThat(data.test().count()).isEqualTo(4);
        byte[] third = CifarSamples.records(4, 1, 10, 3);
        assertThat(data.train().pixels(9)).isEqualTo(Arrays.copyOfRange(third, 3073 + 1, 2 * 3073));
        assertThat(data.train().label(9)).isEqualTo(1);
        assertThat(data.train().classes()).hasSize(10).startsWith("airplane");
    }

    @Test
    void the_folder_around_it_will_do() throws IOException {
        CifarSamples.cifar10(folder.resolve("cifar-10-batches-bin"), 2);
        assertThat(Cifar10.read(folder).train().count()).isEqualTo(10);
    }

    @Test
    void pixels_that_are_not_the_official_ones_are_named_so_with_the_folders_own_note() throws IOException {
        CifarSamples.cifar10(folder, 2);
        assertThat(Cifar10.read(folder).describe()).contains("not the official bytes");
        Files.writeString(folder.resolve("NOTE.txt"), "decoded from JPEG\nmore\n");
        assertThat(Cifar10.read(folder).title()).startsWith("cifar10 (decoded from JPEG; not the official bytes");
    }

    @Test
    void a_missing_file_is_named() throws IOException {
        CifarSamples.cifar10(folder, 2);
        Files.delete(folder.resolve("data_batch_4.bin"));
        assertThatThrownBy(() -> Cifar10.read(folder))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessage(folder.resolve("data_batch_4.bin")
                        + " is missing; fetch the data set again or name its folder.");
    }

    @Test
    void a_truncated_file_is_named_with_its_size() throws IOException {
        CifarSamples.cifar10(folder, 2);
        Path file = folder.resolve("data_batch_2.bin");
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 5000));
        assertThatThrownBy(() -> Cifar10.read(folder))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContainingAll(file.toString(), "5000 bytes", "3073");
    }

    @Test
    void an_empty_file_is_refused() throws IOException {
        Path file = Files.createFile(folder.resolve("empty.bin"));
        assertThatThrownBy(() -> Cifar10.readFile(file))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("0 bytes");
    }

    @Test
    void a_label_out_of_range_is_named_with_its_record() throws IOException {
        byte[] bytes = CifarSamples.records(3, 1, 10, 1);
        bytes[2 * 3073] = 10;
        Path file = Files.write(folder.resolve("labels.bin"), bytes);
        assertThatThrownBy(() -> Cifar10.readFile(file))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContainingAll(file.toString(), "label 10 in record 2", "0 to 9");
    }

    @Test
    void a_folder_or_a_link_to_itself_in_place_of_a_file_is_refused() throws IOException {
        assertThatThrownBy(() -> Cifar10.readFile(folder))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("is not a file");
        Path loop = folder.resolve("loop.bin");
        Files.createSymbolicLink(loop, loop);
        assertThatThrownBy(() -> Cifar10.readFile(loop))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContainingAll(loop.toString(), "cannot be read");
    }

    @Test
    void losslessly_kept_records_of_the_real_set_are_recognised_and_a_reencode_is_not() {
        String root = System.getenv("FEATUREFLOW_DATA");
        assumeThat(root).as("FEATUREFLOW_DATA is not set").isNotNull();
        Path lossless = Path.of(root, "cifar-10-lossless-subset");
        assumeThat(lossless).isDirectory();
        Images train = Cifar10.readFile(lossless.resolve("train_lossless.bin"));
        Images test = Cifar10.readFile(lossless.resolve("test_lossless.bin"));
        assertThat(test.count()).isEqualTo(1017);
        assertThat(Cifar10.OFFICIAL.note(train, test, folder))
                .startsWith("incomplete")
                .doesNotContain("official bytes");
        DataSet reencoded = Cifar10.read(Path.of(root));
        assertThat(reencoded.train().classCounts()).containsOnly(5000);
        assertThat(reencoded.note()).startsWith("JPEG q75 re-encode; not the official bytes");
    }
}
