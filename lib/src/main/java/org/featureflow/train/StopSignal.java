package org.featureflow.train;

import java.time.Duration;
import org.featureflow.EndOfJvm;

/**
 * Tells a training to stop at the next step: when its thread is interrupted (what a notebook kernel does), and when the JVM is asked to end
 * (Ctrl-C, SIGTERM). The JVM then waits until the training has saved its checkpoint.
 */
final class StopSignal implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final EndOfJvm end;
    private volatile boolean requested;

    /**
     * Begins to listen.
     *
     * @throws TrainingStoppedException if the JVM is ending already
     */
    StopSignal() {
        end = EndOfJvm.stops(
                () -> requested = true,
                PATIENCE,
                () -> new TrainingStoppedException("Training was stopped before its first step: the JVM is ending."));
    }

    /** Whether to stop now. Clears the thread's interrupt, which would otherwise break the writing of the checkpoint. */
    boolean isRaised() {
        if (Thread.interrupted()) {
            requested = true;
        }
        return requested;
    }

    @Override
    public void close() {
        end.close();
    }
}
