package org.featureflow.sweep;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What happens to a sweep whose JVM is told to end, by Ctrl-C or SIGTERM: it is stopped, and the thread that runs it gets time to end and to
 * say how far it came. Close it when the sweep has ended.
 */
public final class EndOfJvm implements AutoCloseable {
    private static final long MESSAGE_MILLIS = 500;

    private final CountDownLatch finished = new CountDownLatch(1);
    private final Thread caller = Thread.currentThread();
    private final Thread hook;

    private EndOfJvm(Runnable stop, Duration patience) {
        hook = new Thread(() -> run(stop, patience), "stop the sweep");
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException jvmIsEnding) {
            throw new SweepStoppedException(jvmIsEnding);
        }
    }

    /**
     * Begins to wait for the end.
     *
     * @param stop asks the sweep of this thread to stop; called on another thread
     * @param patience how long the sweep may take for that
     * @return to be closed by this thread
     * @throws SweepStoppedException if the JVM is ending already
     */
    public static EndOfJvm stops(Runnable stop, Duration patience) {
        return new EndOfJvm(stop, patience);
    }

    private void run(Runnable stop, Duration patience) {
        stop.run();
        try {
            finished.await(patience.toMillis(), TimeUnit.MILLISECONDS);
            caller.join(MESSAGE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        finished.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException jvmIsEnding) {
            return;
        }
    }
}
