package org.featureflow.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.featureflow.FeatureFlowException;
import org.featureflow.Folders;

/**
 * Writes a file so that readers see the old one or the whole new one, whatever happens in between: the bytes go to a temporary name in the
 * same folder, are forced to disk, and take the final name in one step. A link stays, and the file that it leads to is made or replaced. What
 * is no file, such as {@code /dev/stdout}, is written to as it is.
 */
public final class AtomicFile {
    /** Of a temporary file; short, since the target's name alone may be as long as a name can be. */
    private static final String BEGIN = ".ffr-";

    private static final String END = ".tmp";
    private static final Pattern TEMPORARY = Pattern.compile("\\.ffr-[0-9a-f-]{36}\\.tmp");

    /** As many as Linux follows. */
    private static final int MOST_LINKS = 40;

    private AtomicFile() {}

    /** Writes the content of a file; called again if the thread was interrupted meanwhile. */
    @FunctionalInterface
    public interface Content {
        /**
         * Writes everything.
         *
         * @param channel open for writing, at position 0
         * @throws IOException if the disk refuses
         */
        void writeTo(FileChannel channel) throws IOException;
    }

    /**
     * Writes a file, replacing one of that name. Missing folders are made.
     *
     * @param path the file's final name
     * @param content writes the bytes
     * @throws FeatureFlowException if the file cannot be written; a file that was there before stays as it was
     */
    public static void write(Path path, Content content) {
        Path target = path.toAbsolutePath();
        if (target.getParent() == null || Files.isDirectory(target)) {
            throw new FeatureFlowException("Cannot write " + path + ": it is a folder; name a file.");
        }
        // A thread that is interrupted cannot use channels. What it was told to stop is not this: a file half written
        // helps nobody.
        boolean interrupted = Thread.interrupted();
        try {
            if (Files.exists(target) && !Files.isRegularFile(target)) {
                writeStraight(target, content);
                return;
            }
            Path file = followed(target);
            while (!tryToWrite(file, file.getParent(), content)) {
                interrupted |= Thread.interrupted();
            }
        } catch (IOException failure) {
            throw new FeatureFlowException(
                    "Cannot write " + path + " (" + ReadFault.reason(failure)
                            + "); nothing was changed, make room or choose another place and try again.",
                    failure);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Writes bytes, replacing a file of that name. Missing folders are made.
     *
     * @param path the file's final name
     * @param bytes the whole content
     * @throws FeatureFlowException if the file cannot be written; a file that was there before stays as it was
     */
    public static void write(Path path, byte[] bytes) {
        write(path, channel -> {
            ByteBuffer left = ByteBuffer.wrap(bytes);
            while (left.hasRemaining()) {
                channel.write(left);
            }
        });
    }

    /**
     * Writes text in UTF-8, replacing a file of that name. Missing folders are made.
     *
     * @param path the file's final name
     * @param text the whole content
     * @throws FeatureFlowException if the file cannot be written; a file that was there before stays as it was
     */
    public static void write(Path path, String text) {
        write(path, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Whether a file is what a write leaves behind whose process is killed.
     *
     * @param file any file
     * @return true if its name is that of a temporary file
     */
    public static boolean isLeftover(Path file) {
        return TEMPORARY.matcher(file.getFileName().toString()).matches();
    }

    /**
     * Deletes what killed writes left in a folder. Nobody else may be writing there.
     *
     * @param folder may be missing
     * @throws FeatureFlowException if something cannot be deleted
     */
    public static void deleteLeftovers(Path folder) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> leftovers = files.filter(AtomicFile::isLeftover).toList();
            for (Path file : leftovers) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new FeatureFlowException(
                    "Cannot delete what an ended process left in " + folder + " (" + ReadFault.reason(e) + ").", e);
        }
    }

    /** The file that links lead to, which need not be there. */
    private static Path followed(Path target) throws IOException {
        if (Files.exists(target)) {
            return target.toRealPath();
        }
        Path file = target;
        for (int links = 0; Files.isSymbolicLink(file); links++) {
            if (links == MOST_LINKS) {
                throw new FileSystemLoopException(target.toString());
            }
            file = file.resolveSibling(Files.readSymbolicLink(file));
        }
        return file;
    }

    /** Into a device or a pipe: a file of its name would take its place. */
    private static void writeStraight(Path target, Content content) throws IOException {
        try (FileChannel channel = FileChannel.open(target, StandardOpenOption.WRITE)) {
            content.writeTo(channel);
        }
    }

    /** False if the thread was interrupted meanwhile. */
    private static boolean tryToWrite(Path target, Path folder, Content content) throws IOException {
        Path temporary = folder.resolve(BEGIN + UUID.randomUUID() + END);
        try {
            Folders.create(folder);
            try (FileChannel channel =
                    FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                content.writeTo(channel);
                channel.force(true);
            }
            move(temporary, target);
            forceFolder(folder);
            return true;
        } catch (ClosedByInterruptException interrupted) {
            return false;
        } finally {
            deleteQuietly(temporary);
        }
    }

    private static void move(Path temporary, Path target) throws IOException {
        try {
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException foreignFileSystem) {
            Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Makes the new name itself durable; not every system can open a folder, and then there is nothing more to do. */
    private static void forceFolder(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException unsupported) {
            return;
        }
    }

    private static void deleteQuietly(Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException leftBehind) {
            // The write has already succeeded or failed with a better reason than this one.
            return;
        }
    }
}
