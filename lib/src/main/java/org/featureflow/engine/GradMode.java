package org.featureflow.engine;

import ai.djl.pytorch.jni.JniUtils;

/**
 * Switches gradient recording on or off for the current thread until closed.
 *
 * <p>libtorch keeps the grad mode per native thread and new threads start with it on, so code that may run on any thread
 * (a notebook cell, a pool) has to say what it needs:
 *
 * <pre>{@code
 * try (GradMode off = GradMode.off()) {
 *     network.forward(images, false);
 * }
 * }</pre>
 */
public final class GradMode implements AutoCloseable {
    private final boolean before;

    private GradMode(boolean on) {
        EngineSettings.ensureLoaded();
        before = JniUtils.isGradMode();
        JniUtils.setGradMode(on);
    }

    /**
     * Records no gradients until closed.
     *
     * @return the guard to close
     */
    public static GradMode off() {
        return new GradMode(false);
    }

    /**
     * Records gradients until closed.
     *
     * @return the guard to close
     */
    public static GradMode on() {
        return new GradMode(true);
    }

    @Override
    public void close() {
        JniUtils.setGradMode(before);
    }
}
