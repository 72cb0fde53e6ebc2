package org.featureflow.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Real checkpoints, where FEATUREFLOW_CHECKPOINTS names a folder, which then has to have them. */
class PublishedCheckpointsTest {
    @Test
    void resNet20IsReadBitForBit() throws URISyntaxException {
        PyTorchCheckpoint checkpoint = PyTorchCheckpoint.read(published("resnet20-12fca82f.th"));
        Path fixture = Path.of(PublishedCheckpointsTest.class
                .getResource("/reference/resnet20-weights.npz")
                .toURI());
        assertThat(checkpoint.tensors()).containsExactlyInAnyOrderEntriesOf(Npz.read(fixture));
        assertThat(checkpoint.skipped()).containsExactly("best_prec1 (a number)");
    }

    @Test
    void resNet56HasItsParameters() {
        assertThat(parameters(PyTorchCheckpoint.read(published("resnet56-4bfd9763.th"))))
                .isEqualTo(853_018);
    }

    @Test
    void aResNet56OfTorchPruningIsRead() {
        Path file = published("torchpruning-reg_cifar10_resnet56_group_sl_0.0005.pth");
        assertThat(parameters(PyTorchCheckpoint.read(file))).isEqualTo(855_770);
    }

    private static long parameters(PyTorchCheckpoint checkpoint) {
        return checkpoint.tensors().entrySet().stream()
                .filter(e -> !e.getKey().contains(".running_") && !e.getKey().endsWith(".num_batches_tracked"))
                .map(Map.Entry::getValue)
                .mapToLong(StoredTensor::size)
                .sum();
    }

    private static Path published(String name) {
        String folder = System.getenv("FEATUREFLOW_CHECKPOINTS");
        assumeTrue(folder != null && !folder.isBlank(), "FEATUREFLOW_CHECKPOINTS is not set");
        Path file = Path.of(folder, name);
        assertThat(file).exists();
        return file;
    }
}
