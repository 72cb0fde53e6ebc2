package org.featureflow.io;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipOutputStream;
import org.featureflow.FeatureFlowException;

/**
 * NumPy archives ({@code np.savez}, {@code np.savez_compressed}): named arrays in a zip file. Arrays of Python objects or records are refused.
 */
public final class Npz {
    private static final String SUFFIX = ".npy";

    /** The first moment a zip entry can have: equal arrays make equal files. */
    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private Npz() {}

    /**
     * Reads every array of an archive.
     *
     * @param path the file
     * @return the arrays by name, in file order, in row-major order whatever order the file has
     * @throws FeatureFlowException if the file cannot be read, is damaged, or holds other than arrays of plain numbers
     */
    public static Map<String, StoredTensor> read(Path path) {
        ReadFault.requireFile(path);
        try (SafeZip zip = SafeZip.open(path)) {
            Map<String, StoredTensor> arrays = new LinkedHashMap<>();
            for (ZipEntry entry : zip.entries()) {
                String name = entry.getName();
                if (!name.endsWith(SUFFIX)) {
                    throw new MalformedFileException("it holds " + name + ", which is not a NumPy array");
                }
                byte[] content = zip.bytes(entry, Integer.MAX_VALUE - Long.BYTES);
                arrays.put(name.substring(0, name.length() - SUFFIX.length()), Npy.parse(content));
            }
            return arrays;
        } catch (ZipException damaged) {
            throw ReadFault.of(path, new MalformedFileException("it is not a sound zip archive", damaged));
        } catch (IOException failure) {
            throw ReadFault.of(path, failure);
        }
    }

    /**
     * Writes an archive that {@code np.load} opens, under a temporary name until it is complete. NumPy has no BF16: such arrays become float32.
     *
     * @param path the file; one that exists is replaced, and stays as it was if anything goes wrong
     * @param arrays names and arrays, written in this order
     */
    public static void write(Path path, Map<String, StoredTensor> arrays) {
        AtomicFile.write(path, channel -> {
            // Finished, not closed: the channel still has to be forced to disk.
            ZipOutputStream zip = new ZipOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel)));
            for (Map.Entry<String, StoredTensor> array : arrays.entrySet()) {
                ZipEntry entry = new ZipEntry(array.getKey() + SUFFIX);
                entry.setTimeLocal(NO_TIME);
                zip.putNextEntry(entry);
                write(zip, array.getValue());
                zip.closeEntry();
            }
            zip.finish();
            zip.flush();
        });
    }

    private static void write(OutputStream stream, StoredTensor array) throws IOException {
        if (array.type() == ElementType.BF16) {
            write(stream, StoredTensor.ofFloats(array.toFloats(), array.shape()));
            return;
        }
        stream.write(Npy.header(array));
        Channels.newChannel(stream).write(array.data());
    }
}
