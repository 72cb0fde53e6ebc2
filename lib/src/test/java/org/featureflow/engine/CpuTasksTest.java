package org.featureflow.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CpuTasksTest {
    @Test
    void resultsAreInOrderAndNoMoreThreadsWorkThanAreAllowed() {
        int before = EngineSettings.threads();
        try {
            for (int threads : new int[] {1, 2, 3}) {
                EngineSettings.threads(threads);
                Set<Thread> workers = ConcurrentHashMap.newKeySet();
                List<Integer> squares = CpuTasks.map(200, i -> {
                    workers.add(Thread.currentThread());
                    return i * i;
                });
                assertThat(squares)
                        .isEqualTo(
                                IntStream.range(0, 200).map(i -> i * i).boxed().toList());
                assertThat(workers).hasSizeBetween(1, threads);
            }
        } finally {
            EngineSettings.threads(before);
        }
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
