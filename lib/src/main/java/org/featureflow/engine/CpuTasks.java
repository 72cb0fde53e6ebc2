package org.featureflow.engine;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ForkJoinPool;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Arithmetic in Java beside that of the native library: on no more threads than {@link EngineSettings#threads()} allows, so that jobs side
 * by side, and timings of them, keep to their share of a machine.
 */
public final class CpuTasks {
    /** Number of threads → pool; kept because threads keep what tasks work in. Idle threads end by themselves. */
    private static final Map<Integer, ForkJoinPool> POOLS = new ConcurrentHashMap<>();

    private CpuTasks() {}

    /**
     * Runs tasks and waits for all.
     *
     * @param count how many
     * @param task index of the task, from 0 → its result; runs on any thread, in any order
     * @param <T> what a task gives
     * @return the results in the order of the tasks
     */
    public static <T> List<T> map(int count, IntFunction<T> task) {
        int threads = EngineSettings.threads();
        IntStream tasks = IntStream.range(0, count);
        if (threads == 1 || count <= 1) {
            return tasks.mapToObj(task).toList();
        }
        return POOLS.computeIfAbsent(threads, ForkJoinPool::new)
                .submit(() -> tasks.parallel().mapToObj(task).toList())
                .join();
    }
}
