package org.featureflow.engine;

import ai.djl.engine.Engine;

/** Loads the PyTorch engine once, with the settings the toolkit relies on. */
public final class EngineSettings {
    private EngineSettings() {}

    private static final class Holder {
        static final Engine ENGINE = load();

        private static Engine load() {
            // DJL otherwise contacts a remote host when an engine starts; research code must run offline.
            setDefault("OPT_OUT_TRACKING", "true");
            setDefault("ai.djl.default_engine", "PyTorch");
            return Engine.getEngine("PyTorch");
        }

        private static void setDefault(String key, String value) {
            if (System.getProperty(key) == null) {
                System.setProperty(key, value);
            }
        }
    }

    /**
     * The PyTorch engine.
     *
     * @return the engine, loaded on first use
     */
    public static Engine engine() {
        return Holder.ENGINE;
    }

    /** Loads the native library if that has not happened yet. */
    static void ensureLoaded() {
        engine();
    }
}
