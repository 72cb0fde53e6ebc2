package org.featureflow.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipException;
import org.featureflow.FeatureFlowException;

/**
 * The weights in a file of {@code torch.save} ({@code .pth}, {@code .pt}, {@code .th}): a state dictionary in the zip format of PyTorch 1.6 and
 * later or the stream before it, plain or under {@code state_dict}, {@code model_state_dict}, {@code model} or {@code net}. The prefixes {@code
 * module.} and {@code _orig_mod.} are dropped where every name has them.
 *
 * <p>Such a file is a program for Python's pickle machine. Here it can make tensors and plain containers only; anything else it asks for is
 * refused by name, and memory stays in proportion to the file's size.
 *
 * @param tensors the tensors by name, in file order
 * @param skipped entries that are not tensors (epoch, optimiser state), each with its kind
 */
public record PyTorchCheckpoint(Map<String, StoredTensor> tensors, List<String> skipped) {
    /** Views that share or repeat elements are written out; more than this many times the file is no honest checkpoint. */
    private static final long MOST_RATIO = 8;

    private static final long ALWAYS_ALLOWED = 64L << 20;

    /** Keeps both in the order given. */
    public PyTorchCheckpoint {
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
        skipped = List.copyOf(skipped);
    }

    /**
     * Reads a checkpoint.
     *
     * @param path the file
     * @return its tensors, in memory
     * @throws FeatureFlowException if the file cannot be read, is damaged, or holds anything but tensors and plain containers
     */
    public static PyTorchCheckpoint read(Path path) {
        ReadFault.requireFile(path);
        try (CheckpointArchive archive = CheckpointArchive.open(path)) {
            StateDictionary dictionary = StateDictionary.of(archive.root());
            long budget = ALWAYS_ALLOWED + Files.size(path) * MOST_RATIO;
            return new PyTorchCheckpoint(materialise(dictionary, archive, budget), dictionary.skipped());
        } catch (ZipException damaged) {
            throw ReadFault.of(path, new MalformedFileException("its zip archive is damaged", damaged));
        } catch (IOException failure) {
            throw ReadFault.of(path, failure);
        }
    }

    private static Map<String, StoredTensor> materialise(
            StateDictionary dictionary, CheckpointArchive archive, long budget) throws IOException {
        Map<String, ByteBuffer> storages = new HashMap<>();
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        long left = budget;
        for (Map.Entry<String, TensorReference> entry : dictionary.tensors().entrySet()) {
            TensorReference tensor = entry.getValue();
            if (tensor.bytes() > left || tensor.bytes() > Integer.MAX_VALUE - Long.BYTES) {
                throw new MalformedFileException("its tensor " + entry.getKey() + " takes " + tensor.bytes()
                        + " bytes, far more than the file can hold");
            }
            left -= tensor.bytes();
            tensors.put(entry.getKey(), read(tensor, archive, storages));
        }
        return tensors;
    }

    private static StoredTensor read(
            TensorReference tensor, CheckpointArchive archive, Map<String, ByteBuffer> storages) throws IOException {
        StorageReference reference = tensor.storage();
        ByteBuffer storage = storages.get(reference.key());
        if (storage == null) {
            storage = archive.storage(reference);
            storages.put(reference.key(), storage);
        }
        if (storage.limit() != reference.bytes()) {
            throw new MalformedFileException("it gives the storage " + reference.key() + " two sizes");
        }
        StoredTensor stored = tensor.read(storage);
        if (archive.isLittleEndian()) {
            return stored;
        }
        int element = stored.type().bytes();
        return new StoredTensor(stored.type(), stored.shape(), SwappedBytes.of(stored.data(), element));
    }
}
