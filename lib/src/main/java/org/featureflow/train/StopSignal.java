package org.featureflow.train;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Tells a training to stop at the next step: on request, when its thread is interrupted (what a notebook kernel does), and when the JVM is
 * asked to end (Ctrl-C, SIGTERM). The JVM then waits until the training has saved its checkpoint.
 */
final class StopSignal implements AutoCloseable {
    private static final long MOST_SECONDS = 120;
    private static final long GRACE_MILLIS = 500;

    private final CountDownLatch finished = new CountDownLatch(1);
    private final Thread hook = new Thread(this::endOfJvm, "stop training");
    private final Thread trainer = Thread.currentThread();
    private volatile boolean requested;

    /**
     * Begins to listen.
     *
     * @throws TrainingStoppedException if the JVM is ending already
     */
    StopSignal() {
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException jvmIsEnding) {
            throw new TrainingStoppedException("Training was stopped before its first step: the JVM is ending.");
        }
    }

    /** Whether to stop now. Clears the thread's interrupt, which would otherwise break the writing of the checkpoint. */
    boolean isRaised() {
        if (Thread.interrupted()) {
            requested = true;
        }
        return requested;
    }

    private void endOfJvm() {
        requested = true;
        try {
            finished.await(MOST_SECONDS, TimeUnit.SECONDS);
            // Time to say what happened.
            trainer.join(GRACE_MILLIS);
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
            // Then the hook has been waiting for the line above.
            return;
        }
    }
}
