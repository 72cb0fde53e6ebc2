package org.featureflow;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * What happens to long work whose JVM is told to end, by Ctrl-C or SIGTERM: it is asked to stop, and the thread that does it gets time to
 * end and to say how far it came. Close it when the work has ended.
 */
public final class EndOfJvm implements AutoCloseable {
    private static final long MESSAGE_MILLIS = 500;

    private final CountDownLatch finished = new CountDownLatch(1);
    private final Thread caller = Thread.currentThread();
    private final Thread hook;

    private EndOfJvm(Runnable stop, Duration patience) {
        hook = new Thread(() -> run(stop, patience), "stop at the end of the JVM");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /**
     * Begins to wait for the end.
     *
     * @param stop asks the work of this thread to stop; called on another thread
     * @param patience how long that may take
     * @param tooLate what to throw if the JVM is ending already
     * @return to be closed by this thread
     */
    public static EndOfJvm stops(Runnable stop, Duration patience, Supplier<? extends RuntimeException> tooLate) {
        try {
            return new EndOfJvm(stop, patience);
        } catch (IllegalStateException jvmIsEnding) {
            throw tooLate.get();
        }
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
            // Then the hook has been waiting for the first line.
            return;
        }
    }
}
