package org.featureflow.train;

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
public final class RunLock implements AutoCloseable {
    /** File locks belong to the whole JVM and are lost when any channel to the file is closed, so threads are kept apart first. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Path file;
    private final FileChannel channel;

    private RunLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** The system's way to lock a file. */
    @FunctionalInterface
    interface FileLocks {
        /**
         * Locks a file.
         *
         * @return null if another process has the lock
         * @throws IOException if the file system has no locks
         */
        FileLock lock(FileChannel channel) throws IOException;
    }

    /**
     * Takes the lock if nobody has it.
     *
     * @param path the lock file; made if it is missing
     * @return empty if another thread or process has it
     * @throws FeatureFlowException if the file cannot be made, or its file system has no locks
     */
    public static Optional<RunLock> tryTake(Path path) {
        return tryTake(path, FileChannel::tryLock, true);
    }

    /**
     * Takes the lock if nobody has it, as far as that can be known: where the file system has no locks, only the threads of this process are
     * kept apart.
     *
     * @param path the lock file; made if it is missing
     * @return empty if another thread or process has it
     * @throws FeatureFlowException if the file cannot be made
     */
    static Optional<RunLock> tryTakeIfThereAreLocks(Path path) {
        return tryTake(path, FileChannel::tryLock, false);
    }

    static Optional<RunLock> tryTake(Path path, FileLocks locks, boolean required) {
        try {
            Path folder = path.toAbsolutePath().getParent();
            Folders.create(folder);
            Path file = folder.toRealPath().resolve(path.getFileName());
            if (!HELD.add(file)) {
                return Optional.empty();
            }
            FileChannel channel = null;
            boolean taken = false;
            try {
                channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                taken = isTaken(path, channel, locks, required);
            } finally {
                if (!taken) {
                    release(file, channel);
                }
            }
            return taken ? Optional.of(new RunLock(file, channel)) : Optional.empty();
        } catch (IOException e) {
            throw new FeatureFlowException(
                    "Cannot lock " + path + " (" + e.getMessage() + "); is the folder writable?", e);
        }
    }

    private static boolean isTaken(Path path, FileChannel channel, FileLocks locks, boolean required) {
        try {
            return locks.lock(channel) != null;
        } catch (IOException noLocks) {
            if (!required) {
                return true;
            }
            throw new FeatureFlowException(
                    "Cannot lock " + path + ": this file system has no locks (" + noLocks.getMessage()
                            + "), and without them two processes might work on one run; put the runs on another with --runs.",
                    noLocks);
        }
    }

    /**
     * Takes the lock, waiting for whoever has it.
     *
     * @param path the lock file; made if it is missing
     * @param patience how long to wait at most; the wait also ends when the thread is interrupted
     * @return empty if another thread or process still has it
     * @throws FeatureFlowException if the file cannot be made, or its file system has no locks
     */
    public static Optional<RunLock> take(Path path, Duration patience) {
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
        release(file, channel);
    }

    private static void release(Path file, FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException alreadyFree) {
            return;
        } finally {
            HELD.remove(file);
        }
    }
}
