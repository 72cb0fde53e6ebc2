package org.featureflow.sweep;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** The threads of a pool, one for each process that may run. */
final class Slots {
    /** What a thread does. */
    @FunctionalInterface
    interface Work {
        void run() throws InterruptedException;
    }

    private final List<Thread> threads = new ArrayList<>();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final Runnable atFailure;

    /**
     * None yet.
     *
     * @param atFailure called by every thread that gives up: with what it met, the others would meet it too
     */
    Slots(Runnable atFailure) {
        this.atFailure = atFailure;
    }

    void start(Work work) {
        Thread thread = new Thread(() -> attempt(work), "trials " + threads.size());
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private void attempt(Work work) {
        try {
            work.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            failure.compareAndSet(null, e);
            atFailure.run();
        }
    }

    void await() throws InterruptedException {
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /** Waits although the calling thread was interrupted: the children are saving their checkpoints. */
    void awaitQuietly() {
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** What made a thread give up, such as a full disk. */
    void rethrow() {
        if (failure.get() instanceof Error error) {
            throw error;
        }
        if (failure.get() instanceof RuntimeException exception) {
            throw exception;
        }
    }
}
