package org.featureflow.prune;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonObject;
import java.util.Arrays;
import org.featureflow.cost.Cost;
import org.featureflow.data.Cifar10;
import org.featureflow.data.Images;
import org.featureflow.engine.GradMode;
import org.featureflow.engine.HostValues;
import org.featureflow.io.Npz;
import org.featureflow.nn.Network;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReferencePruningTest {
    private static final int IMAGES = 16;

    private static Plan thirtyPercent(Network network) {
        return Pruning.by("l1")
                .scope(Scope.local())
                .target(Target.channels(0.7))
                .plan(network);
    }

    @Test
    void thirtyPercentOfSmallestL1KeepsTheReferencesChannelsAndParameters() {
        try (Network network = Reference.resnet20(DataType.FLOAT32)) {
            Plan plan = thirtyPercent(network);
            JsonObject kept = Reference.json().getAsJsonObject("kept");
            for (String block : Reference.BLOCKS) {
                assertThat(plan.kept(block + ".conv1").toString().replace(" ", ""))
                        .isEqualTo(kept.getAsJsonArray(block).toString());
            }
            try (Network smaller = Shrink.apply(network, plan)) {
                assertThat(Cost.of(smaller.spec()).parameters())
                        .isEqualTo(Reference.json().get("parameters_after").getAsLong());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"FLOAT64, 1e-10", "FLOAT32, 1e-4"})
    void theShrunkAndTheMaskedNetworkGiveTheReferencesLogits(DataType type, double tolerance) {
        double[] sixtyFour =
                Npz.read(Reference.path("network.npz")).get("pruned_logits").toDoubles();
        double[] expected = Arrays.copyOf(sixtyFour, IMAGES * 10);
        double scale = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
        try (GradMode off = GradMode.off();
                Network network = Reference.resnet20(type);
                Network smaller = Shrink.apply(network, thirtyPercent(network));
                Network masked = Mask.apply(network, thirtyPercent(network));
                NDManager manager = network.manager().newSubManager()) {
            NDArray images = images(manager).toType(type, false);
            for (Network n : new Network[] {smaller, masked}) {
                double[] logits = HostValues.doubles(n.forward(images, false).logits());
                assertThat(Networks.largestDifference(logits, expected) / scale).isLessThan(tolerance);
            }
        }
    }

    /** The first test images of CIFAR-10, normalised in float64 as the reference did. */
    private static NDArray images(NDManager manager) {
        Images images = Cifar10.readFile(Reference.path("cifar10-test-16.bin"));
        double[] mean = {0.485, 0.456, 0.406};
        double[] deviation = {0.229, 0.224, 0.225};
        double[] values = new double[IMAGES * 3072];
        for (int i = 0; i < IMAGES; i++) {
            byte[] pixels = images.pixels(i);
            for (int p = 0; p < 3072; p++) {
                values[i * 3072 + p] = ((pixels[p] & 0xff) / 255.0 - mean[p / 1024]) / deviation[p / 1024];
            }
        }
        return manager.create(values, new Shape(IMAGES, 3, 32, 32));
    }
}
