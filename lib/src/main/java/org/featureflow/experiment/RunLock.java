package org.featureflow.experiment;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.featureflow.FeatureFlowException;
import org.featureflow.Folders;

/**
 * Keeps a run to one thread of one process. The operating system frees it however the process ends. Lock files stay: deleting one that
 * another process has just opened would let two in.
 */
final class RunLock implements AutoCloseable {
    /** File locks belong to the whole JVM and are lost when any channel to the file is closed, so threads are kept apart first. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Path file;
    private final FileChannel channel;

    private RunLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Takes the lock if nobody has it.
     *
     * @param path the lock file; made if it is missing
     * @return empty if another thread or process has it
     */
    static Optional<RunLock> tryTake(Path path) {
        try {
            Path folder = path.toAbsolutePath().getParent();
            Folders.create(folder);
            Path file = folder.toRealPath().resolve(path.getFileName());
            if (!HELD.add(file)) {
                return Optional.empty();
            }
            RunLock lock = null;
            try {
                FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock taken = channel.tryLock();
                if (taken == null) {
                    channel.close();
                } else {
                    lock = new RunLock(file, channel);
                }
            } finally {
                if (lock == null) {
                    HELD.remove(file);
                }
            }
            return Optional.ofNullable(lock);
        } catch (IOException e) {
            throw new FeatureFlowException(
                    "Cannot lock " + path + " (" + e.getMessage() + "); is the folder writable?", e);
        }
    }

    /**
     * Takes the lock, waiting for whoever has it.
     *
     * @param path the lock file; made if it is missing
     * @param patience how long to wait at most; the wait also ends when the thread is interrupted
     * @return empty if another thread or process still has it
     */
    static Optional<RunLock> take(Path path, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        Optional<RunLock> lock = tryTake(path);
        while (lock.isEmpty()
                && System.nanoTime() < end
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(PAUSE.toNanos());
            lock = tryTake(path);
        }
        return lock;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException alreadyFree) {
            return;
        } finally {
            HELD.remove(file);
        }
    }
}
