package org.featureflow.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.featureflow.FeatureFlowException;

/**
 * Decodes image files once, in parallel, into a file of plain bytes that later starts only map into memory. The file's name holds a
 * fingerprint of the sources' names, sizes and times, so changed sources are decoded anew; it appears under that name only when complete.
 *
 * @param folder where the files are kept; made when needed
 */
record DecodedCache(Path folder) {
    /** Part of the fingerprint; raise it when the decoding changes. */
    private static final int VERSION = 2;

    private static final int PIECE = 1 << 30;

    /** The decoded bytes of all sources; {@code decode} gives {@code size} bytes for each. */
    Pixels pixels(String name, List<ImageSource> sources, int size, Function<Path, byte[]> decode) {
        Path file = folder.resolve(name + "-" + fingerprint(sources, size) + ".pixels");
        long needed = (long) sources.size() * size;
        try {
            if (!Files.isRegularFile(file) || Files.size(file) != needed) {
                Files.createDirectories(folder);
                write(file, sources, size, decode);
            }
            return map(file, sources.size(), size);
        } catch (IOException e) {
            throw new FeatureFlowException(
                    "Cannot keep decoded images in " + folder + " (" + needed / 1_000_000 + " MB needed; "
                            + e.getMessage() + "); make room there or set XDG_CACHE_HOME to another folder.",
                    e);
        }
    }

    private void write(Path file, List<ImageSource> sources, int size, Function<Path, byte[]> decode)
            throws IOException {
        System.getLogger(DecodedCache.class.getName())
                .log(System.Logger.Level.DEBUG, "Decoding {0,number,#} images into {1}, once.", sources.size(), file);
        Path temporary = Files.createTempFile(folder, "decoding-", ".part");
        try {
            try (FileChannel out = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                IntStream.range(0, sources.size()).parallel().forEach(i -> {
                    byte[] bytes = decode.apply(sources.get(i).file());
                    put(out, ByteBuffer.wrap(bytes), (long) i * size);
                });
                out.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static void put(FileChannel out, ByteBuffer bytes, long position) {
        try {
            while (bytes.hasRemaining()) {
                position += out.write(bytes, position);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Pixels map(Path file, int count, int size) throws IOException {
        int perPiece = Math.max(1, PIECE / size);
        ByteBuffer[] pieces = new ByteBuffer[(count + perPiece - 1) / perPiece];
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            for (int p = 0; p < pieces.length; p++) {
                long from = (long) p * perPiece * size;
                long length = Math.min((long) perPiece * size, (long) count * size - from);
                pieces[p] = in.map(FileChannel.MapMode.READ_ONLY, from, length);
            }
        }
        return new Pixels.Mapped(pieces, perPiece, size);
    }

    private static String fingerprint(List<ImageSource> sources, int size) {
        StringBuilder text = new StringBuilder("version " + VERSION + " size " + size + "\n");
        for (ImageSource source : sources) {
            try {
                BasicFileAttributes attributes = Files.readAttributes(source.file(), BasicFileAttributes.class);
                text.append(source.file().toAbsolutePath())
                        .append('\t')
                        .append(attributes.size())
                        .append('\t')
                        .append(attributes.lastModifiedTime().toMillis())
                        .append('\n');
            } catch (IOException e) {
                throw new FeatureFlowException(
                        source.file() + " cannot be read, it is missing or a link to nothing; restore or remove it.",
                        e);
            }
        }
        return Checksum.of(text.toString()).substring(0, 24);
    }
}
