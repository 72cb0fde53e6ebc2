package org.featureflow.engine;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.util.Utils;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import org.featureflow.FeatureFlowException;

/** Loads the PyTorch engine once, with the settings the toolkit relies on. */
public final class EngineSettings {
    private static volatile Engine engine;
    /** Why it cannot be loaded. Asked a second time, DJL only says that a class of its own is missing. */
    private static FeatureFlowException failure;

    private EngineSettings() {}

    /**
     * The PyTorch engine.
     *
     * @return the engine, loaded on first use
     * @throws FeatureFlowException if its library cannot be loaded, the same one each time
     */
    public static Engine engine() {
        Engine loaded = engine;
        return loaded == null ? loadOnce() : loaded;
    }

    private static synchronized Engine loadOnce() {
        if (failure != null) {
            throw failure;
        }
        if (engine == null) {
            try {
                engine = load();
            } catch (FeatureFlowException e) {
                failure = e;
                throw e;
            }
        }
        return engine;
    }

    private static Engine load() {
        // DJL otherwise contacts a remote host when an engine starts; research code must run offline.
        setDefault("OPT_OUT_TRACKING", "true");
        setDefault("ai.djl.default_engine", "PyTorch");
        try {
            Engine engine = Engine.getEngine("PyTorch");
            keepToOwnCores();
            return engine;
        } catch (EngineException | LinkageError e) {
            throw new FeatureFlowException(reason(e), e);
        }
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String said = cause instanceof AccessDeniedException
                ? "no permission to use " + cause.getMessage()
                : FeatureFlowException.firstLine(cause);
        // What the system says of a full disk has no class of its own; failures of a network have.
        return cause instanceof FileSystemException || cause.getClass() == IOException.class
                ? "PyTorch's library cannot be unpacked into the cache " + Utils.getEngineCacheDir("pytorch") + " ("
                        + said + "); make room there, or name another folder with FEATUREFLOW_CACHE."
                : "PyTorch's library cannot be loaded: " + said
                        + " (which one is taken says environment/cuda.sh check).";
    }

    /** libtorch counts the machine's cores, not those that a container may use. */
    private static void keepToOwnCores() {
        int cores = Runtime.getRuntime().availableProcessors();
        if (System.getProperty("ai.djl.pytorch.num_threads") == null && JniUtils.getNumThreads() > cores) {
            JniUtils.setNumThreads(cores);
        }
    }

    private static void setDefault(String key, String value) {
        if (System.getProperty(key) == null) {
            System.setProperty(key, value);
        }
    }

    /**
     * How many threads one operator may use on the CPU. Set by the system property {@code ai.djl.pytorch.num_threads} before the first use,
     * or by {@link #threads(int)}. Sums are split differently for another number, so results agree to rounding, not to the bit.
     *
     * @return the number of threads
     */
    public static int threads() {
        ensureLoaded();
        return JniUtils.getNumThreads();
    }

    /**
     * Whether {@link #threads(int)} takes a number on this machine.
     *
     * @param count a number of threads
     * @return false if it is less than 1 or more than 8 times the number of cores
     */
    public static boolean canUse(int count) {
        return count >= 1 && count <= most();
    }

    private static int most() {
        return 8 * Runtime.getRuntime().availableProcessors();
    }

    /**
     * Sets how many threads one operator may use on the CPU: on the calling thread, and on threads that have not computed anything yet. One
     * that has keeps the number it had then.
     *
     * @param count at least 1, at most 8 times the number of cores
     * @throws FeatureFlowException if it is something else
     */
    public static void threads(int count) {
        if (!canUse(count)) {
            throw new FeatureFlowException("The number of threads must be from 1 to " + most()
                    + " (8 for each of the machine's cores), not " + count + ".");
        }
        ensureLoaded();
        JniUtils.setNumThreads(count);
    }

    /** Loads the native library if that has not happened yet. */
    static void ensureLoaded() {
        engine();
    }
}
