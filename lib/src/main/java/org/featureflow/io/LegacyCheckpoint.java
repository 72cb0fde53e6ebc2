package org.featureflow.io;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The stream that PyTorch wrote before 1.6: pickles of a magic number, a protocol version, facts about the machine, the object and the list of
 * storage keys; then for each key the number of elements in 8 bytes, and the elements.
 */
final class LegacyCheckpoint implements CheckpointArchive {
    private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
    private static final int PROTOCOL = 1001;

    private final FileChannel channel;
    private final Object root;
    private final boolean littleEndian;
    private final Map<String, Long> positions;

    private LegacyCheckpoint(FileChannel channel, Object root, boolean littleEndian, Map<String, Long> positions) {
        this.channel = channel;
        this.root = root;
        this.littleEndian = littleEndian;
        this.positions = positions;
    }

    static LegacyCheckpoint open(Path path) throws IOException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        try {
            return read(channel);
        } catch (IOException | RuntimeException failure) {
            channel.close();
            throw failure;
        }
    }

    private static LegacyCheckpoint read(FileChannel channel) throws IOException {
        long size = channel.size();
        PickleInput input = new PickleInput(Channels.newInputStream(channel), Math.min(size, MOST_PICKLE_BYTES));
        CheckpointUnpickler pickles = new CheckpointUnpickler(input);
        if (!MAGIC.equals(pickles.next())) {
            throw new MalformedFileException(
                    "it is a pickle, but not one of torch.save", "save it with torch.save(model.state_dict(), FILE)");
        }
        if (!Integer.valueOf(PROTOCOL).equals(pickles.next())) {
            throw new MalformedFileException("it has an unknown protocol version", SaveStateDict.ADVICE);
        }
        boolean littleEndian =
                !(pickles.next() instanceof Map<?, ?> machine) || !Boolean.FALSE.equals(machine.get("little_endian"));
        Object root = pickles.next();
        Object keys = pickles.next();
        if (!(keys instanceof List<?> list)) {
            throw new MalformedFileException("its list of storages is missing");
        }
        Map<String, Long> positions = positions(channel, input.position(), list, pickles.storages(), littleEndian);
        return new LegacyCheckpoint(channel, root, littleEndian, positions);
    }

    private static Map<String, Long> positions(
            FileChannel channel, long start, List<?> keys, List<StorageReference> storages, boolean littleEndian)
            throws IOException {
        Map<String, StorageReference> byKey = new HashMap<>();
        for (StorageReference storage : storages) {
            byKey.put(storage.key(), storage);
        }
        Map<String, Long> positions = new HashMap<>();
        long position = start;
        for (Object key : keys) {
            StorageReference storage = key instanceof String ? byKey.get(key) : null;
            if (storage == null) {
                throw new MalformedFileException("it lists a storage that no tensor uses");
            }
            ByteBuffer count = WholeTransfer.read(channel, position, Long.BYTES);
            long elements = littleEndian ? count.getLong() : Long.reverseBytes(count.getLong());
            position += Long.BYTES;
            if (elements != storage.elements()) {
                throw new MalformedFileException("it declares a storage of " + storage.elements()
                        + " elements in one place and of " + elements + " in another");
            }
            CheckpointArchive.requireFits(storage, channel.size() - position);
            positions.put(storage.key(), position);
            position += storage.bytes();
        }
        return positions;
    }

    @Override
    public Object root() {
        return root;
    }

    @Override
    public ByteBuffer storage(StorageReference storage) throws IOException {
        Long position = positions.get(storage.key());
        if (position == null) {
            throw new MalformedFileException("the bytes of a storage are missing");
        }
        int bytes = CheckpointArchive.requireFits(storage, channel.size() - position);
        return WholeTransfer.read(channel, position, bytes);
    }

    @Override
    public boolean isLittleEndian() {
        return littleEndian;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
