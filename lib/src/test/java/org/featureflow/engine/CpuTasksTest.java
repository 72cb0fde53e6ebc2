package org.featureflow.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CpuTasksTest {
    @Test
    void resultsAreInOrderAndNoMoreThreadsWorkThanAreAllowed() {
        int before = EngineSettings.threads();
        try {
            for (int threads : new int[] {1, 2, 3}) {
                EngineSettings.threads(threads);
                Set<Integer> together = ConcurrentHashMap.newKeySet();
                List<Integer> squares = CpuTasks.map(200, i -> {
                    together.add(threadsOfTheWorker());
                    return i * i;
                });
                assertThat(squares)
                        .isEqualTo(
                                IntStream.range(0, 200).map(i -> i * i).boxed().toList());
                assertThat(together).containsExactly(threads);
            }
        } finally {
            EngineSettings.threads(before);
        }
    }

    /** How many threads may work beside this one, with itself; a thread of no pool works alone. */
    private static int threadsOfTheWorker() {
        return Thread.currentThread() instanceof ForkJoinWorkerThread worker
                ? worker.getPool().getParallelism()
                : 1;
    }

    @Test
    void withOneThreadTheCallerWorks() {
        int before = EngineSettings.threads();
        try {
            EngineSettings.threads(1);
            assertThat(CpuTasks.map(3, i -> Thread.currentThread())).containsOnly(Thread.currentThread());
        } finally {
            EngineSettings.threads(before);
        }
    }
}
