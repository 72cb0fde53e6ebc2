package org.featureflow.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.featureflow.FeatureFlowException;
import org.featureflow.data.Normalization;
import org.featureflow.nn.Architectures;
import org.featureflow.nn.Network;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworkFileTest {
    @TempDir
    private Path folder;

    @Test
    void aNetworkComesBackWithItsNotes() {
        Path path = folder.resolve("net.safetensors");
        NetworkNotes notes =
                NetworkNotes.of(Normalization.CIFAR10, "cifar10").with("recipe", "{\"a\": \"“quoted” <b>\"}");
        try (Network network = Network.create(Architectures.named("resnet20@0.25"), 3)) {
            NetworkFile.save(network, path, notes);
            StoredNetwork stored = NetworkFile.load(path);
            try (Network loaded = stored.network()) {
                assertThat(stored.notes()).isEqualTo(notes);
                assertThat(loaded.spec()).isEqualTo(network.spec());
                network.parameters()
                        .forEach((name, p) -> assertThat(loaded.array(name)).isEqualTo(p.getArray()));
            }
            assertThat(NetworkFile.spec(path)).isEqualTo(network.spec());
        }
    }

    @Test
    void whatHappenedTwiceIsTwoLinesAndAnOldTextIsTheFirst() {
        NetworkNotes old = NetworkNotes.NONE.with("pruned", "{importance=l1}");
        assertThat(old.lines("pruned")).containsExactly("{importance=l1}");
        assertThat(old.withLine("pruned", "{a=b\nc}").lines("pruned")).containsExactly("{importance=l1}", "{a=b c}");
        assertThat(NetworkNotes.NONE.lines("pruned")).isEmpty();
        assertThat(NetworkNotes.NONE.withLine("pruned", "{}").more()).isEqualTo(Map.of("pruned", "{}"));
    }

    @Test
    void aFileIsMeantWhereThereIsOneOrNoArchitectureCouldBeCalledThat() {
        assertThat(NetworkFile.isMeantBy("resnet56")).isFalse();
        assertThat(NetworkFile.isMeantBy("vgg16@0.25:64x64:200")).isFalse();
        assertThat(NetworkFile.isMeantBy("runs/net")).isTrue();
        assertThat(NetworkFile.isMeantBy("net.safetensors")).isTrue();
        assertThat(NetworkFile.isMeantBy("a\0b")).isFalse();
    }

    @Test
    void aFileWithoutADescriptionPointsToImport() {
        Path path = folder.resolve("arrays.safetensors");
        Safetensors.write(path, Map.of(), Map.of("a", StoredTensor.ofFloats(new float[1], 1)));
        assertThatThrownBy(() -> NetworkFile.load(path))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("./ffr import");
    }

    @Test
    void missingAndUnknownArraysAreNamed() {
        Path path = folder.resolve("net.safetensors");
        try (Network network = Network.create(Architectures.named("resnet20@0.25"), 3)) {
            NetworkFile.save(network, path, NetworkNotes.NONE);
        }
        Map<String, String> metadata;
        try (Safetensors file = Safetensors.open(path)) {
            metadata = new LinkedHashMap<>(file.metadata());
        }
        Map<String, StoredTensor> tensors = Safetensors.readAll(path);
        tensors.put("other", tensors.remove("conv1.weight"));
        Safetensors.write(path, metadata, tensors);
        assertThatThrownBy(() -> NetworkFile.load(path))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("missing conv1.weight")
                .hasMessageContaining("unknown other");
    }
}
