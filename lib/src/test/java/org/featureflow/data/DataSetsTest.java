package org.featureflow.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.featureflow.FeatureFlowException;
import org.featureflow.nn.Architectures;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.NetworkSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataSetsTest {
    @TempDir
    Path folder;

    private DataLocations locations(Path named) {
        return new DataLocations(named, folder.resolve("cache/featureflow"));
    }

    @Test
    void the_named_folder_comes_before_the_users_cache() throws IOException {
        Path cached = CifarSamples.cifar10(folder.resolve("cache/featureflow/data/cifar-10-batches-bin"), 1);
        Path named = Files.createDirectories(folder.resolve("named"));
        assertThat(DataSets.open("cifar10", locations(named)).origin()).isEqualTo(cached.toString());
        Path better = CifarSamples.cifar10(named.resolve("cifar-10-batches-bin"), 2);
        assertThat(DataSets.open("cifar10", locations(named)).origin()).isEqualTo(better.toString());
        // the variable may also name the innermost folder
        assertThat(DataSets.open("cifar10", locations(better)).origin()).isEqualTo(better.toString());
    }

    @Test
    void a_set_that_is_not_there_ends_in_how_to_get_it() {
        assertThatThrownBy(() -> DataSets.open("cifar10", locations(null)))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContainingAll(
                        "./ffr data fetch cifar10", "java data-scripts/Fetch.java cifar10", "FEATUREFLOW_DATA");
    }

    @Test
    void the_generated_set_stands_in_and_says_why() {
        DataSet used = DataSets.openOrSynthetic("cifar10", locations(null));
        assertThat(used.name()).isEqualTo("synthetic");
        assertThat(used.train().count()).isEqualTo(20_000);
        assertThat(used.test().count()).isEqualTo(4_000);
        assertThat(used.origin()).isEqualTo("the generator (seed 1)");
        String why = "from the generator (seed 1), since cifar10 is not in " + folder;
        assertThat(used.describe()).contains(why);
        assertThat(used.limit(20, 10).normalizedBy(Normalization.CIFAR10).describe())
                .contains(why);
    }

    @Test
    void a_damaged_set_is_not_replaced_by_the_generated_one() throws IOException {
        Path data = CifarSamples.cifar10(folder.resolve("cifar-10-batches-bin"), 1);
        Files.delete(data.resolve("test_batch.bin"));
        assertThatThrownBy(() -> DataSets.openOrSynthetic("cifar10", locations(folder)))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("test_batch.bin is missing");
    }

    @Test
    void a_wrong_folder_in_the_environment_is_an_error_not_a_reason_to_look_elsewhere() {
        assertThatThrownBy(() -> DataSets.openOrSynthetic("cifar10", locations(folder.resolve("typo"))))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContainingAll("FEATUREFLOW_DATA", "typo", "not a folder");
    }

    @Test
    void an_unknown_name_lists_the_known_ones() {
        assertThatThrownBy(() -> DataSets.open("cifar11", locations(null)))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContainingAll("'cifar11'", "cifar10, cifar100", "synthetic");
    }

    @Test
    void a_folder_is_opened_by_what_lies_in_it() throws IOException {
        Path cifar = CifarSamples.cifar10(folder.resolve("mine"), 1);
        assertThat(DataSets.open(cifar.toString()).name()).isEqualTo("cifar10");
        Pictures.plain(folder.resolve("pictures/train/a/1.png"), 16, 1);
        assertThatThrownBy(() -> DataSets.open(folder.resolve("pictures").toString()))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("neither test nor val");
    }

    @Test
    void pictures_are_read_at_the_size_behind_their_folder() {
        Path pictures = folder.resolve("pictures");
        Pictures.plain(pictures.resolve("train/a/1.png"), 40, 1);
        Pictures.plain(pictures.resolve("test/a/1.png"), 40, 1);
        assertThat(opened(pictures).train().shape()).isEqualTo(new FeatureShape(3, 40, 40));
        assertThat(opened(pictures + "@24").train().shape()).isEqualTo(new FeatureShape(3, 24, 24));
        assertThat(opened(pictures + "@80").test().shape()).isEqualTo(new FeatureShape(3, 80, 80));
        assertThatThrownBy(() -> DataSets.open(pictures + "@4")).hasMessageContaining("8 or more");
        assertThatThrownBy(() -> DataSets.open(folder.resolve("none") + "@24"))
                .hasMessageContaining("is neither a data set nor a folder");
    }

    @Test
    void a_folder_may_be_called_as_if_it_had_a_size() {
        Path pictures = folder.resolve("pictures@24");
        Pictures.plain(pictures.resolve("train/a/1.png"), 40, 1);
        Pictures.plain(pictures.resolve("test/a/1.png"), 40, 1);
        assertThat(opened(pictures).train().shape()).isEqualTo(new FeatureShape(3, 40, 40));
        assertThat(opened(pictures + "@16").train().shape()).isEqualTo(new FeatureShape(3, 16, 16));
    }

    @Test
    void images_of_one_size_have_no_other() throws IOException {
        Path cifar = CifarSamples.cifar10(folder.resolve("mine"), 1);
        assertThatThrownBy(() -> DataSets.open(cifar + "@64"))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContainingAll("holds cifar10", "leave out @64");
    }

    @Test
    void where_a_network_wants_larger_images_the_refusal_says_how_to_read_them() {
        Pictures.plain(folder.resolve("train/a/1.png"), 16, 1);
        Pictures.plain(folder.resolve("test/a/1.png"), 16, 1);
        NetworkSpec large = Architectures.named("resnet18:96x96");
        assertThatThrownBy(() -> opened(folder).test().requireShapeOf(large))
                .hasMessageContaining("read at its size as FOLDER@96.");
        opened(folder + "@96").test().requireShapeOf(large);
    }

    @Test
    void a_file_of_records_can_be_evaluated_on() throws IOException {
        Path ten = Files.write(folder.resolve("ten.bin"), CifarSamples.records(4, 1, 10, 1));
        Path hundred = Files.write(folder.resolve("hundred.bin"), CifarSamples.records(4, 2, 20, 1));
        assertThat(DataSets.testImages(ten.toString()).classes()).hasSize(10);
        assertThat(DataSets.testImages(hundred.toString()).classes()).hasSize(100);
    }

    @Test
    void the_environment_decides_where_to_look() {
        Path home = folder.resolve("home");
        assertThat(DataLocations.of(Map.of(), home).downloads()).isEqualTo(home.resolve(".cache/featureflow/data"));
        DataLocations set = DataLocations.of(Map.of("XDG_CACHE_HOME", "/tmp/c", "FEATUREFLOW_DATA", "/tmp/d"), home);
        assertThat(set).isEqualTo(new DataLocations(Path.of("/tmp/d"), Path.of("/tmp/c/featureflow")));
        assertThat(DataLocations.of(Map.of("XDG_CACHE_HOME", "/tmp/c", "FEATUREFLOW_CACHE", "/tmp/f"), home)
                        .downloads())
                .isEqualTo(Path.of("/tmp/f/data"));
        assertThat(DataLocations.of(Map.of("FEATUREFLOW_DATA", " "), home).named())
                .isNull();
    }

    @Test
    void a_limit_makes_both_parts_smaller() {
        DataSet few = Synthetic.of(100, 50, 16, 1).limit(30, 10);
        assertThat(few.train().classCounts()).containsOnly(3);
        assertThat(few.test().classCounts()).containsOnly(1);
        assertThat(few.describe()).contains("30 training and 10 test images");
    }

    /** Decoded pictures go into the user's cache. */
    private DataSet opened(Object name) {
        String home = System.getProperty("user.home");
        try {
            System.setProperty("user.home", folder.resolve("home").toString());
            return DataSets.open(name.toString());
        } finally {
            System.setProperty("user.home", home);
        }
    }
}
