package org.rapaio.jupyter.kernel.channels;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Sends on a thread that no interrupt reaches: Java closes a connection under the hands of a thread that is interrupted. Whoever has something
 * sent waits for it and stays interrupted.
 */
final class Publisher {
    private static final long SECONDS_TO_CLOSE = 5;

    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread sender = new Thread(task, "Publisher");
        sender.setDaemon(true);
        return sender;
    });

    void run(Runnable sending) {
        Future<?> sent;
        try {
            sent = thread.submit(sending);
        } catch (RejectedExecutionException closed) {
            return;
        }
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    sent.get();
                    return;
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** What has been given is still sent; later it is too late. */
    void close() {
        thread.shutdown();
        try {
            thread.awaitTermination(SECONDS_TO_CLOSE, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
