package org.featureflow.sweep;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Does something when the time of a trial is up, unless the trial ends before. */
final class Deadline implements AutoCloseable {
    private final Thread clock;
    private volatile boolean passed;
    private boolean closed;

    private Deadline(Duration limit, Runnable action) {
        clock = limit == null ? null : new Thread(() -> run(limit, action), "time limit");
        if (clock != null) {
            clock.setDaemon(true);
            clock.start();
        }
    }

    /** Starts the clock; null is no limit. */
    static Deadline in(Duration limit, Runnable action) {
        return new Deadline(limit, action);
    }

    private void run(Duration limit, Runnable action) {
        long end = System.nanoTime() + limit.toNanos();
        synchronized (this) {
            try {
                for (long left = limit.toNanos(); left > 0 && !closed; left = end - System.nanoTime()) {
                    TimeUnit.NANOSECONDS.timedWait(this, left);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            if (closed) {
                return;
            }
            passed = true;
            // Within the lock: a trial that ends now waits, and nothing is done to what comes after it.
            action.run();
        }
    }

    /** Whether the time was up before the trial ended. */
    boolean passed() {
        return passed;
    }

    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }
}
