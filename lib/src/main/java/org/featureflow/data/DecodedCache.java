package org.featureflow.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.featureflow.FeatureFlowException;
import org.featureflow.Folders;
import org.featureflow.Sha256;
import org.featureflow.engine.CpuTasks;

/**
 * Decodes image files once, in parallel, into a file of plain bytes that later starts only map into memory. The file's name holds a
 * fingerprint of the sources' names, sizes and times, so changed sources are decoded anew, and what they were decoded to before is removed. It
 * appears under that name only when complete.
 *
 * @param folder where the files are kept; made when needed
 */
record DecodedCache(Path folder) {
    /** Part of the fingerprint; raise it when the decoding changes. */
    private static final int VERSION = 2;

    private static final int PIECE = 1 << 30;

    private static final String DECODED = ".pixels";
    private static final String PART = ".part";

    /** Whoever decodes writes all the time; a part file that nobody has written to for so long is of a process that was killed. */
    private static final Duration ABANDONED = Duration.ofHours(1);

    /**
     * The decoded bytes of all sources.
     *
     * @param name part of the file's name
     * @param from the folder that the sources are of: of each there is one file for a name and size
     * @param size bytes that {@code decode} gives for each
     */
    Pixels pixels(String name, Path from, List<ImageSource> sources, int size, Function<Path, byte[]> decode) {
        String prefix = name + "-" + place(from, size) + "-";
        Path file = folder.resolve(prefix + fingerprint(sources, size) + DECODED);
        long needed = (long) sources.size() * size;
        try {
            if (!Files.isRegularFile(file) || Files.size(file) != needed) {
                Folders.create(folder);
                removeWhatNobodyNeeds(prefix);
                write(file, sources, size, decode);
            }
            return map(file, sources.size(), size);
        } catch (ClosedByInterruptException stopped) {
            throw new FeatureFlowException(
                    "Decoding the images of " + from + " was stopped; the next start begins with it again.", stopped);
        } catch (IOException e) {
            throw new FeatureFlowException(
                    "Cannot keep decoded images in " + folder + " (" + needed / 1_000_000 + " MB needed; "
                            + e.getMessage() + "); make room there or set FEATUREFLOW_CACHE to another folder.",
                    e);
        }
    }

    /** Files of the same images as they were before, and what killed processes have left. */
    private void removeWhatNobodyNeeds(String prefix) throws IOException {
        FileTime abandoned = FileTime.from(Instant.now().minus(ABANDONED));
        List<Path> all;
        try (Stream<Path> files = Files.list(folder)) {
            all = files.toList();
        }
        for (Path file : all) {
            String name = file.getFileName().toString();
            boolean superseded = name.startsWith(prefix) && name.endsWith(DECODED);
            boolean part = name.endsWith(PART);
            try {
                if (superseded || part && Files.getLastModifiedTime(file).compareTo(abandoned) < 0) {
                    Files.deleteIfExists(file);
                }
            } catch (IOException stays) {
                // Another user's, or finished just now: no reason not to go on.
                continue;
            }
        }
    }

    private void write(Path file, List<ImageSource> sources, int size, Function<Path, byte[]> decode)
            throws IOException {
        System.getLogger(DecodedCache.class.getName())
                .log(System.Logger.Level.DEBUG, "Decoding {0,number,#} images into {1}, once.", sources.size(), file);
        // Not a temporary file of the system's: only its owner could read that, and a cache may be shared.
        Path temporary = folder.resolve("decoding-" + UUID.randomUUID() + PART);
        try {
            try (FileChannel out =
                    FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                // No more at a time than there are threads to compute with: each takes the memory of a whole picture.
                CpuTasks.map(sources.size(), i -> {
                    byte[] bytes = decode.apply(sources.get(i).file());
                    put(out, ByteBuffer.wrap(bytes), (long) i * size);
                    return i;
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

    private static String place(Path from, int size) {
        return Sha256.of(from.toAbsolutePath().normalize() + " size " + size).substring(0, 8);
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
        return Sha256.of(text.toString()).substring(0, 24);
    }
}
