package org.featureflow.prune;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.featureflow.engine.EngineSettings;
import org.junit.jupiter.api.Test;

class MatrixRankMeanTest {
    @Test
    void ranksOfABatchAreMeansOverItsImages() {
        try (NDManager manager = EngineSettings.engine().newBaseManager(Device.cpu())) {
            float[] maps = {1, 0, 0, 1, 0, 0, 0, 0, 1, 2, 2, 4, 5, 0, 0, 0};
            // Image 1 has ranks 2 and 0, image 2 has 1 and 1.
            assertThat(MatrixRank.mean(manager.create(maps, new Shape(2, 2, 2, 2))))
                    .containsExactly(1.5, 0.5);
            assertThat(MatrixRank.mean(manager.create(new float[] {3, 0, 0, 0}, new Shape(2, 2))))
                    .as("a number is a matrix of rank 1 unless it is 0")
                    .containsExactly(0.5, 0);
        }
    }
}
