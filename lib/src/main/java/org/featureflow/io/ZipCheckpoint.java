package org.featureflow.io;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.ZipEntry;

/**
 * The zip archive that PyTorch has written since 1.6: {@code NAME/data.pkl}, {@code NAME/data/KEY} for each storage, {@code NAME/byteorder}.
 */
final class ZipCheckpoint implements CheckpointArchive {
    private static final String PICKLE = "data.pkl";

    private final SafeZip zip;
    private final String folder;
    private final Object root;
    private final boolean littleEndian;

    private ZipCheckpoint(SafeZip zip, String folder, Object root, boolean littleEndian) {
        this.zip = zip;
        this.folder = folder;
        this.root = root;
        this.littleEndian = littleEndian;
    }

    static ZipCheckpoint open(Path path) throws IOException {
        SafeZip zip = SafeZip.open(path);
        try {
            return read(zip);
        } catch (IOException | RuntimeException failure) {
            zip.close();
            throw failure;
        }
    }

    private static ZipCheckpoint read(SafeZip zip) throws IOException {
        ZipEntry entry = pickle(zip);
        String folder = entry.getName().substring(0, entry.getName().length() - PICKLE.length());
        if (zip.entry(folder + "constants.pkl") != null) {
            throw new MalformedFileException(
                    "it is a TorchScript program",
                    "load it in Python and save its weights with torch.save(model.state_dict(), FILE)");
        }
        byte[] pickle = zip.bytes(entry, MOST_PICKLE_BYTES);
        PickleInput input = new PickleInput(new ByteArrayInputStream(pickle), pickle.length);
        ZipEntry order = zip.entry(folder + "byteorder");
        boolean littleEndian =
                order == null || !new String(zip.bytes(order, 16), StandardCharsets.US_ASCII).equals("big");
        return new ZipCheckpoint(zip, folder, new CheckpointUnpickler(input).next(), littleEndian);
    }

    private static ZipEntry pickle(SafeZip zip) throws IOException {
        ZipEntry found = null;
        for (ZipEntry entry : zip.entries()) {
            String name = entry.getName();
            boolean atTop = name.indexOf('/') == name.lastIndexOf('/');
            if (atTop && (name.equals(PICKLE) || name.endsWith("/" + PICKLE))) {
                if (found != null) {
                    throw new MalformedFileException("it holds two checkpoints");
                }
                found = entry;
            }
        }
        if (found == null) {
            throw new MalformedFileException("it is a zip archive without " + PICKLE + ", not a PyTorch checkpoint");
        }
        return found;
    }

    @Override
    public Object root() {
        return root;
    }

    @Override
    public ByteBuffer storage(StorageReference storage) throws IOException {
        ZipEntry entry = zip.entry(folder + "data/" + storage.key());
        if (entry == null) {
            throw new MalformedFileException("the bytes of storage " + storage.key() + " are missing");
        }
        int bytes = CheckpointArchive.requireFits(storage, entry.getSize());
        return ByteBuffer.wrap(zip.bytes(entry, bytes));
    }

    @Override
    public boolean isLittleEndian() {
        return littleEndian;
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
