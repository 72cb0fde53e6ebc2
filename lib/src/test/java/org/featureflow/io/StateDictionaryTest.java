package org.featureflow.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StateDictionaryTest {
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

    @Test
    void weightsWithoutAWrapperAreFound() throws MalformedFileException {
        assertThat(StateDictionary.of(Map.of("conv1.weight", TENSOR)).tensors()).containsOnlyKeys("conv1.weight");
    }
}
