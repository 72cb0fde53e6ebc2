package org.featureflow.io;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.featureflow.FeatureFlowException;

/**
 * A safetensors file: named arrays and a map of strings. The format is that of the Python package of the same name, version 0.4 and later:
 * eight bytes of header length, a JSON header, the arrays without gaps.
 *
 * <p>Opening reads the header only; each tensor is read when it is asked for, so files may be larger than memory. One tensor may take up to
 * 2 GiB.
 */
public final class Safetensors implements AutoCloseable {
    /** The format's own limit. */
    static final long MOST_HEADER_BYTES = 100_000_000;

    private final Path path;
    private final FileChannel channel;
    private final long dataStart;
    private final SafetensorsHeader header;

    private Safetensors(Path path, FileChannel channel, long dataStart, SafetensorsHeader header) {
        this.path = path;
        this.channel = channel;
        this.dataStart = dataStart;
        this.header = header;
    }

    /**
     * Opens a file and checks its header against the rules of the format.
     *
     * @param path the file
     * @return the open file; close it
     * @throws FeatureFlowException if there is no such file or it is not a sound safetensors file
     */
    public static Safetensors open(Path path) {
        ReadFault.requireFile(path);
        try {
            FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
            try {
                return read(path, channel);
            } catch (IOException | RuntimeException failure) {
                channel.close();
                throw failure;
            }
        } catch (IOException failure) {
            throw ReadFault.of(path, failure);
        }
    }

    private static Safetensors read(Path path, FileChannel channel) throws IOException {
        long size = channel.size();
        if (size < Long.BYTES + 2) {
            throw new MalformedFileException("it has only " + size + " bytes, too few for a safetensors file");
        }
        long headerBytes = WholeTransfer.read(channel, 0, Long.BYTES).getLong();
        long dataStart = Long.BYTES + headerBytes;
        if (headerBytes < 2 || headerBytes > MOST_HEADER_BYTES || dataStart > size) {
            throw new MalformedFileException("its first 8 bytes announce a header of "
                    + Long.toUnsignedString(headerBytes) + " bytes in a file of " + size);
        }
        channel.position(Long.BYTES);
        try (Reader text = new InputStreamReader(
                new BoundedInputStream(Channels.newInputStream(channel), headerBytes),
                StandardCharsets.UTF_8.newDecoder())) {
            return new Safetensors(path, channel, dataStart, SafetensorsHeader.parse(text, size - dataStart));
        }
    }

    /**
     * Reads every tensor of a file.
     *
     * @param path the file
     * @return names and tensors in the order of the header
     */
    public static Map<String, StoredTensor> readAll(Path path) {
        try (Safetensors file = open(path)) {
            Map<String, StoredTensor> tensors = new LinkedHashMap<>();
            for (String name : file.names()) {
                tensors.put(name, file.tensor(name));
            }
            return tensors;
        }
    }

    /**
     * Writes a file under a temporary name and gives it its name when it is complete on disk.
     *
     * @param path the file; one that exists is replaced, and stays as it was if anything goes wrong
     * @param metadata strings about the content, kept in this order
     * @param tensors names and tensors, listed in the header in this order
     */
    public static void write(Path path, Map<String, String> metadata, Map<String, StoredTensor> tensors) {
        AtomicFile.write(path, channel -> SafetensorsWriter.write(channel, metadata, tensors));
    }

    /**
     * The strings about the content.
     *
     * @return the metadata in file order; empty if there is none
     */
    public Map<String, String> metadata() {
        return Collections.unmodifiableMap(header.metadata());
    }

    /**
     * The names of all tensors.
     *
     * @return names in the order of the header
     */
    public Set<String> names() {
        return Collections.unmodifiableSet(header.entries().keySet());
    }

    /**
     * The shape of a tensor, without reading it.
     *
     * @param name one of {@link #names()}
     * @return the size of every axis
     */
    public long[] shape(String name) {
        return entry(name).shape().clone();
    }

    /**
     * The type of a tensor's elements, without reading it.
     *
     * @param name one of {@link #names()}
     * @return the type
     */
    public ElementType type(String name) {
        return entry(name).type();
    }

    /**
     * Reads one tensor.
     *
     * @param name one of {@link #names()}
     * @return its type, shape and values, on the Java heap
     * @throws FeatureFlowException if there is no such tensor, it is larger than 2 GiB, or the file cannot be read
     */
    public StoredTensor tensor(String name) {
        SafetensorsHeader.Entry entry = entry(name);
        long bytes = entry.end() - entry.begin();
        if (bytes > Integer.MAX_VALUE - Long.BYTES) {
            throw new FeatureFlowException("Tensor " + name + " in " + path + " takes " + bytes
                    + " bytes, more than the 2 GiB that fit in one array here; split it.");
        }
        try {
            ByteBuffer data = WholeTransfer.read(channel, dataStart + entry.begin(), (int) bytes);
            return new StoredTensor(entry.type(), entry.shape(), data);
        } catch (IOException failure) {
            throw ReadFault.of(path, failure);
        }
    }

    private SafetensorsHeader.Entry entry(String name) {
        SafetensorsHeader.Entry entry = header.entries().get(name);
        if (entry == null) {
            throw new FeatureFlowException("There is no tensor " + name + " in " + path + "; it has "
                    + (header.entries().size() > 20
                            ? header.entries().size() + " others"
                            : header.entries().keySet())
                    + ".");
        }
        return entry;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException failure) {
            throw ReadFault.of(path, failure);
        }
    }
}
