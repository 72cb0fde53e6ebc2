package org.featureflow.io.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.featureflow.data.DataSets;
import org.featureflow.data.Images;
import org.featureflow.data.Normalization;
import org.featureflow.io.Npz;
import org.featureflow.nn.Network;
import org.featureflow.train.Evaluation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real checkpoints on real images, where FEATUREFLOW_CHECKPOINTS and FEATUREFLOW_DATA name folders that have them. */
class PublishedNetworksTest {
    private static final Normalization TORCH_PRUNING =
            Normalization.of(new double[] {0.4914, 0.4822, 0.4465}, new double[] {0.2023, 0.1994, 0.2010});

    /** The figures of an independent evaluation in PyTorch. */
    @ParameterizedTest
    @CsvSource({
        "resnet20-12fca82f.th, resnet20, 0.9164",
        "resnet56-4bfd9763.th, resnet56, 0.9272",
        "torchpruning-reg_cifar10_resnet56_group_sl_0.0005.pth, resnet56b, 0.9302"
    })
    void importedNetworksReachTheirAccuracy(String file, String architecture, double accuracy) {
        Images images = images();
        TorchWeights weights = published(file);
        Normalization normalization = architecture.endsWith("b") ? TORCH_PRUNING : Normalization.IMAGENET;
        try (Network network = weights.into(weights.propose())) {
            assertThat(network.spec().name()).isEqualTo(architecture);
            assertThat(Evaluation.of(network, images, normalization).top1()).isCloseTo(accuracy, within(0.0005));
        }
    }

    @Test
    void logitsOfResNet20EqualPyTorchs() throws URISyntaxException {
        TorchWeights weights = published("resnet20-12fca82f.th");
        Path reference = Path.of(PublishedNetworksTest.class
                .getResource("/reference/network.npz")
                .toURI());
        double[] expected = Npz.read(reference).get("logits").toDoubles();
        Images images = images();
        Images first = images.subset(
                "first",
                IntStream.range(0, expected.length / images.classes().size()).toArray());
        try (Network network = weights.into(weights.named("resnet20"))) {
            float[][] logits = Evaluation.withLogits(network, first, Normalization.IMAGENET)
                    .logits();
            for (int i = 0; i < expected.length; i++) {
                assertThat((double) logits[i / 10][i % 10]).isCloseTo(expected[i], within(1e-4));
            }
        }
    }

    /** Of a set that somebody may not have; who has it has all of it. */
    private static Images images() {
        String root = System.getenv("FEATUREFLOW_DATA");
        assumeTrue(root != null && !root.isBlank(), "FEATUREFLOW_DATA is not set");
        Path set = Path.of(root, "cifar-10-lossless-subset");
        assumeTrue(Files.isDirectory(set), "FEATUREFLOW_DATA names no folder with " + set.getFileName());
        Path file = set.resolve("test_lossless.bin");
        assertThat(file).exists();
        return DataSets.testImages(file.toString());
    }

    private static TorchWeights published(String name) {
        String folder = System.getenv("FEATUREFLOW_CHECKPOINTS");
        assumeTrue(folder != null && !folder.isBlank(), "FEATUREFLOW_CHECKPOINTS is not set");
        Path file = Path.of(folder, name);
        assertThat(file).exists();
        return TorchWeights.read(file);
    }
}
