package org.featureflow.engine;

import ai.djl.engine.EngineException;
import java.util.Optional;

/** Recognises that memory ran out outside Java's heap, which PyTorch says in words only. */
public final class NativeMemory {
    private NativeMemory() {}

    /**
     * What to say of a failure.
     *
     * @param failure anything thrown, without its causes
     * @return what ran out and what helps, in a sentence; empty if it was not memory
     */
    public static Optional<String> advice(Throwable failure) {
        String said = failure instanceof EngineException ? String.valueOf(failure.getMessage()) : "";
        if (said.contains("CUDA out of memory") || said.contains("ALLOC_FAILED")) {
            return Optional.of("The GPU's memory ran out: use a smaller batch or network, or fewer processes on it.");
        }
        if (said.contains("DefaultCPUAllocator")) {
            return Optional.of(
                    "Memory outside Java's heap ran out: use a smaller batch or network, or fewer processes at a time.");
        }
        return Optional.empty();
    }
}
