package org.rapaio.jupyter.kernel.channels;

import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Runs a body again and again until it is shut down.
 *
 * <p>Replaces the kernel's class of this name, see environment/kernel/README.md: the flag is set before the thread can look at it, and an exception in one
 * round does not end the loop.
 */
public final class LoopThread extends Thread {
    private static final Logger LOGGER = Logger.getLogger(LoopThread.class.getSimpleName());

    private volatile boolean running = true;
    private final long pauseMillis;
    private final Runnable body;

    public LoopThread(String name, long pauseMillis, Runnable body) {
        super(name);
        this.pauseMillis = pauseMillis;
        this.body = body;
    }

    @Override
    public void run() {
        try {
            while (running) {
                runBody();
                Thread.sleep(pauseMillis);
            }
        } catch (InterruptedException end) {
            running = false;
        }
    }

    private void runBody() {
        try {
            body.run();
        } catch (RuntimeException | Error failure) {
            if (running) {
                LOGGER.log(Level.FINE, getName() + " goes on after a failure", failure);
            }
        }
    }

    public void shutdown() {
        running = false;
    }
}
