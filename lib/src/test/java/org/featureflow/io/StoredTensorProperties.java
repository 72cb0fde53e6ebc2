package org.featureflow.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class StoredTensorProperties {
    @Property(tries = 200)
    void everySetOfTensorsSurvivesSafetensors(@ForAll("tensors") Map<String, StoredTensor> tensors) throws IOException {
        Path file = Files.createTempFile("property", ".safetensors");
        try {
            Safetensors.write(file, Map.of(), tensors);
            Map<String, StoredTensor> back = Safetensors.readAll(file);
            assertThat(back).isEqualTo(tensors);
            assertThat(List.copyOf(back.keySet())).isEqualTo(List.copyOf(tensors.keySet()));
        } finally {
            Files.delete(file);
        }
    }

    @Property(tries = 100)
    void everySetOfTensorsThatNumPyKnowsSurvivesNpz(@ForAll("tensors") Map<String, StoredTensor> tensors)
            throws IOException {
        tensors.values().removeIf(tensor -> tensor.type() == ElementType.BF16);
        Path file = Files.createTempFile("property", ".npz");
        try {
            Npz.write(file, tensors);
            assertThat(Npz.read(file)).isEqualTo(tensors);
        } finally {
            Files.delete(file);
        }
    }

    @Provide
    Arbitrary<Map<String, StoredTensor>> tensors() {
        Arbitrary<String> names = Arbitraries.strings()
                .alpha()
                .numeric()
                .withChars("._-ü\u4e2d\" {}")
                .ofMinLength(1)
                .ofMaxLength(20);
        return Arbitraries.maps(names, tensor()).ofMaxSize(8).map(LinkedHashMap::new);
    }

    private static Arbitrary<StoredTensor> tensor() {
        Arbitrary<long[]> shapes =
                Arbitraries.longs().between(0, 5).array(long[].class).ofMaxSize(4);
        return Combinators.combine(Arbitraries.of(ElementType.class), shapes, Arbitraries.randoms())
                .as((type, shape, random) -> {
                    int bytes = type.bytes();
                    for (long axis : shape) {
                        bytes *= (int) axis;
                    }
                    byte[] data = new byte[bytes];
                    random.nextBytes(data);
                    return new StoredTensor(type, shape, ByteBuffer.wrap(data));
                });
    }
}
