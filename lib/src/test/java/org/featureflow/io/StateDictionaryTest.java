package org.featureflow.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StateDictionaryTest {
    private static final TensorReference NUMBER = new TensorReference(
            new StorageReference(StorageType.UNTYPED, "1", 1, 0), StorageType.UNTYPED, 0, new long[0], new long[0]);
    private static final TensorReference TENSOR = new TensorReference(
            new StorageReference(StorageType.UNTYPED, "0", 1, 0), StorageType.UNTYPED, 0, new long[] {1}, new long[] {1
            });

    /** As PyTorch's ImageNet example and network slimming save them: the best accuracy is a tensor. */
    @Test
    void aTensorBesideTheWeightsIsNotTakenForThem() throws MalformedFileException {
        Map<String, Object> checkpoint = new LinkedHashMap<>();
        checkpoint.put("epoch", 3L);
        checkpoint.put("best_prec1", TENSOR);
        checkpoint.put("state_dict", Map.of("module.conv1.weight", TENSOR));
        StateDictionary found = StateDictionary.of(checkpoint);
        assertThat(found.tensors()).containsOnlyKeys("conv1.weight");
        assertThat(found.skipped()).containsExactly("epoch (a number)", "best_prec1 (a tensor)");
    }

    /** As {@code torch.optim.swa_utils.AveragedModel} saves them, also of a network that was wrapped before. */
    @Test
    void averagedWeightsAreUnwrappedBesideTheirCounter() throws MalformedFileException {
        for (String wrappers : List.of("module.", "module.module.")) {
            Map<String, Object> averaged = new LinkedHashMap<>();
            averaged.put("n_averaged", NUMBER);
            averaged.put(wrappers + "conv1.weight", TENSOR);
            StateDictionary found = StateDictionary.of(averaged);
            assertThat(found.tensors()).containsOnlyKeys("conv1.weight");
            assertThat(found.skipped()).containsExactly("n_averaged (a tensor)");
        }
    }

    @Test
    void aNumberBesideWeightsUnderAnUnknownKeyIsNotTakenForThem() {
        Map<String, Object> checkpoint = Map.of("best_acc", NUMBER, "weights", Map.of("conv1.weight", TENSOR));
        assertThatThrownBy(() -> StateDictionary.of(checkpoint))
                .hasMessageContaining("without tensors that could be weights");
    }

    @Test
    void weightsWithoutAWrapperAreFound() throws MalformedFileException {
        assertThat(StateDictionary.of(Map.of("conv1.weight", TENSOR)).tensors()).containsOnlyKeys("conv1.weight");
    }
}
