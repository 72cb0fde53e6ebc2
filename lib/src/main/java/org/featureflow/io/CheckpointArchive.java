package org.featureflow.io;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** The two containers that {@code torch.save} has written: a pickled object, and storages of raw bytes. */
interface CheckpointArchive extends Closeable {
    /** The most a file's pickles may take; state dictionaries of large networks take about one. */
    int MOST_PICKLE_BYTES = 64 << 20;

    /** The pickled object. */
    Object root();

    /** The bytes of a storage as they are in the file. */
    ByteBuffer storage(StorageReference storage) throws IOException;

    /** The order of the bytes within an element. */
    boolean isLittleEndian();

    /** Opens a file of either kind. */
    static CheckpointArchive open(Path path) throws IOException {
        byte[] start;
        try (InputStream stream = Files.newInputStream(path)) {
            start = stream.readNBytes(2);
        }
        if (start.length == 2 && start[0] == 'P' && start[1] == 'K') {
            return ZipCheckpoint.open(path);
        }
        if (start.length == 2 && start[0] == (byte) 0x80) {
            return LegacyCheckpoint.open(path);
        }
        throw new MalformedFileException("it is not a PyTorch checkpoint");
    }

    /** Refuses a storage that the file cannot hold or that does not fit in one array, before memory is taken for it. */
    static int requireFits(StorageReference storage, long available) throws MalformedFileException {
        long bytes = storage.bytes();
        if (bytes > available) {
            throw new MalformedFileException(
                    "it declares a storage of " + bytes + " bytes, but holds " + available + " for it");
        }
        if (bytes > Integer.MAX_VALUE - Long.BYTES) {
            throw new MalformedFileException(
                    "one of its storages takes " + bytes + " bytes, more than the 2 GiB that fit in one array here",
                    "split it");
        }
        return (int) bytes;
    }
}
