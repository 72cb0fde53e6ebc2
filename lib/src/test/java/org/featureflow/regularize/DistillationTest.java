package org.featureflow.regularize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.featureflow.FeatureFlowException;
import org.featureflow.data.Normalization;
import org.featureflow.engine.Autograd;
import org.featureflow.engine.EngineSettings;
import org.featureflow.engine.GradMode;
import org.featureflow.engine.HostValues;
import org.featureflow.io.NetworkFile;
import org.featureflow.io.NetworkNotes;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.Network;
import org.featureflow.nn.NetworkBuilder;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.nn.Output;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DistillationTest {
    private static final Normalization SEEN = Normalization.CIFAR10;
    private static final double[] GIVEN = {1.5, -0.3, 0.2, 4, -2, 0, 0.1, 0.2, 0.3, -1, -1, 2};
    private static final double[] WANTED = {0.5, 1, -2, 3, -1, 0.5, 0, 0, 0, 2, -3, 1};

    @TempDir
    private Path folder;

    private NDManager manager;

    @BeforeEach
    void open() {
        manager = EngineSettings.engine().newBaseManager(Device.cpu());
    }

    @AfterEach
    void close() {
        manager.close();
    }

    /** Softened by 2 the teacher says ¾ and ¼, the network ½ and ½. */
    @Test
    void twoClassesByHand() {
        try (Teacher teacher = echo(2)) {
            NDArray logits = leaf(new double[] {7, 7}, 1, 2);
            Penalty penalty = penalty(Distillation.of(teacher, 0.5, 2), new double[] {2 * Math.log(3), 0}, logits);
            double divergence = 0.75 * Math.log(1.5) + 0.25 * Math.log(0.5);
            assertThat(penalty.terms()).containsOnlyKeys("distillation");
            assertThat(penalty.terms().get("distillation").getDouble()).isCloseTo(4 * divergence, within(1e-12));
            assertThat(penalty.loss().getDouble()).isCloseTo(0.5 * 4 * divergence, within(1e-12));
            Autograd.backward(penalty.loss());
            // c T² (q − p) / T
            assertThat(Autograd.gradient(logits).toDoubleArray())
                    .containsExactly(new double[] {-0.25, 0.25}, within(1e-12));
        }
    }

    /** {@code kl_div(log_softmax(given/4, 1), softmax(wanted/4, 1), reduction='batchmean') * 16} and its gradient in PyTorch 2.6. */
    @Test
    void agreesWithPyTorch() {
        try (Teacher teacher = echo(3)) {
            NDArray logits = leaf(GIVEN, 4, 3);
            Penalty penalty = penalty(Distillation.of(teacher, 1, 4), WANTED, logits);
            assertThat(penalty.loss().getDouble()).isCloseTo(0.8951595453425364, within(1e-12));
            Autograd.backward(penalty.loss());
            double[] gradient = Autograd.gradient(logits).toDoubleArray();
            assertThat(gradient[0]).isCloseTo(0.04894587448768728, within(1e-12));
            assertThat(gradient[11]).isCloseTo(0.13712194298858182, within(1e-12));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1, 4})
    void itsGradientIsTheCentralDifference(double temperature) {
        try (Teacher teacher = echo(3)) {
            Distillation distillation = Distillation.of(teacher, 0.7, temperature);
            NDArray logits = leaf(GIVEN, 4, 3);
            Autograd.backward(penalty(distillation, WANTED, logits).loss());
            double[] gradient = Autograd.gradient(logits).toDoubleArray();
            double h = 1e-5;
            for (int i = 0; i < GIVEN.length; i++) {
                double[] up = GIVEN.clone();
                double[] down = GIVEN.clone();
                up[i] += h;
                down[i] -= h;
                double difference = (value(distillation, WANTED, up) - value(distillation, WANTED, down)) / (2 * h);
                assertThat(gradient[i]).isCloseTo(difference, within(1e-9));
            }
        }
    }

    @Test
    void aNetworkThatIsItsTeacherHasNothingToLearn() {
        NetworkSpec spec = features(false).build();
        try (Network network = Network.create(spec, 1);
                Teacher teacher = Teacher.of(network.copy(), SEEN)) {
            assertThat(terms(network, Distillation.of(teacher, 1, 4)).get("distillation"))
                    .isCloseTo(0, within(1e-6f));
            gradients(network)
                    .forEach((name, g) ->
                            assertThat(g.abs().max().getFloat()).as(name).isCloseTo(0, within(1e-6f)));
        }
    }

    @Test
    void besideAClosedFormItIsWhatItIsInTheGraph() {
        NetworkSpec spec = features(true).build();
        FeatureFlowPenalty flow = FeatureFlowPenalty.of(1e-3, 1e-3);
        try (Network network = Network.create(spec, 1);
                Teacher teacher = Teacher.of(Network.create(spec, 2), SEEN)) {
            Distillation distillation = Distillation.of(teacher, 1, 4);
            terms(network, Penalties.sum(flow::penalty, distillation));
            Map<String, NDArray> expected = gradients(network);
            assertThat(flow.appliesTo(network)).isTrue();
            assertThat(terms(network, Penalties.sum(flow, distillation)))
                    .containsOnlyKeys("gradient", "curvature", "distillation");
            gradients(network)
                    .forEach((name, g) -> assertThat(
                                    g.sub(expected.get(name)).abs().max().getFloat())
                            .as(name)
                            .isLessThan(1e-5f));
        }
    }

    @Test
    void theTeacherStaysAsItIsAndStepsLeaveNoArrayBehind() {
        try (Network network = Network.create(features(true).build(), 1);
                Teacher teacher = Teacher.of(Network.create(features(true).build(), 2), SEEN)) {
            Distillation distillation = Distillation.of(teacher, 1, 4);
            Map<String, ByteBuffer> before = values(teacher.network());
            int own = network.manager().getManagedArrays().size();
            int its = teacher.network().manager().getManagedArrays().size();
            for (int i = 0; i < 40; i++) {
                terms(network, distillation);
            }
            assertThat(values(teacher.network())).isEqualTo(before);
            assertThat(network.array("bn1.running_mean").toFloatArray())
                    .isNotEqualTo(new float[network.array("bn1.running_mean").toFloatArray().length]);
            teacher.network()
                    .parameters()
                    .values()
                    .forEach(p -> assertThat(Autograd.reached(p.getArray())).isEmpty());
            assertThat(network.manager().getManagedArrays()).hasSize(own);
            assertThat(teacher.network().manager().getManagedArrays()).hasSize(its);
            assertThat(manager.getManagedArrays()).isEmpty();
        }
    }

    /** What the network's own features are kept for, a gradient, the teacher's are not. */
    @Test
    void onlyTheTeachersLogitsOutliveItsForwardPass() {
        try (Teacher teacher = Teacher.of(Network.create(features(true).build(), 2), SEEN)) {
            NDArray images = images(manager);
            int before = manager.getManagedArrays().size();
            NDArray logits = teacher.logits(images);
            assertThat(manager.getManagedArrays()).hasSize(before + 1);
            assertThat(logits.getShape()).isEqualTo(new Shape(4, 3));
            assertThat(logits.hasGradient()).isFalse();
        }
    }

    @Test
    void beforeItsStartTheTeacherIsNotAsked() {
        Teacher closed = echo(2);
        closed.close();
        Distillation later = new Distillation(new Coefficient(1, 0.5, 0.2), 4, closed);
        TrainingStep early = new TrainingStep(null, null, output(leaf(new double[] {1, 2}, 1, 2)), 49, 100);
        Penalty penalty = later.penalty(early);
        assertThat(penalty.terms()).isEmpty();
        assertThat(penalty.loss().getFloat()).isZero();
    }

    @Test
    void aTeacherOfAnotherPrecisionTeachesToo() {
        try (Network network = Network.create(features(true).build(), 1);
                Teacher single = Teacher.of(Network.create(features(true).build(), 2), SEEN);
                Teacher exact = Teacher.of(single.network().to(Device.cpu(), DataType.FLOAT64), SEEN)) {
            float expected = terms(network, Distillation.of(single, 1, 4)).get("distillation");
            assertThat(expected).isGreaterThan(1e-3f);
            assertThat(terms(network, Distillation.of(exact, 1, 4)).get("distillation"))
                    .isCloseTo(expected, within(1e-5f));
        }
    }

    @Test
    void aTeacherIsToldFromOthersByWhatIsInIt() throws Exception {
        try (Teacher first = Teacher.of(Network.create(features(true).build(), 2), SEEN);
                Teacher again = Teacher.of(Network.create(features(true).build(), 2), SEEN);
                Teacher other = Teacher.of(Network.create(features(true).build(), 3), SEEN)) {
            assertThat(first.checksum()).hasSize(64).isEqualTo(again.checksum()).isNotEqualTo(other.checksum());
            assertThat(Distillation.of(first, 1, 4))
                    .hasToString("Distillation[coefficient=Coefficient[value=1.0, start=0.0, warmUp=0.0],"
                            + " temperature=4.0, teacher=features of SHA-256 " + first.checksum() + "]");
            Path file = folder.resolve("teacher.safetensors");
            NetworkFile.save(first.network(), file, NetworkNotes.of(SEEN, "here"));
            try (Teacher loaded = Teacher.load(file, Device.cpu())) {
                assertThat(loaded.checksum()).isEqualTo(org.featureflow.Sha256.of(file));
                assertThat(loaded.normalization()).isEqualTo(SEEN);
                assertThat(values(loaded.network())).isEqualTo(values(first.network()));
            }
        }
    }

    @Test
    void whatItCannotTeachIsRefused() {
        try (Network network = Network.create(features(true).build(), 1);
                Teacher self = Teacher.of(network, SEEN);
                Teacher classes = teacher(8, 4, SEEN);
                Teacher larger = teacher(16, 3, SEEN);
                Teacher otherwise = teacher(8, 3, Normalization.IMAGENET);
                Teacher good = teacher(8, 3, SEEN)) {
            requireRefused(self, network, "is the network that is trained itself; give a copy of it.");
            requireRefused(
                    classes,
                    network,
                    "The teacher features has 4 classes, the network features that is trained 3; take a teacher of the same"
                            + " classes.");
            requireRefused(
                    larger,
                    network,
                    "The teacher features has images of 3×16×16, the network features that is trained 3×8×8; take a teacher"
                            + " of the same images.");
            requireRefused(
                    otherwise,
                    network,
                    "The teacher features has images normalised by mean [0.485, 0.456, 0.406] and deviation [0.229, 0.224,"
                            + " 0.225], the network features that is trained mean [0.4914, 0.4822, 0.4465] and deviation"
                            + " [0.247, 0.2435, 0.2616]; take a teacher with the same normalisation.");
            // Among other penalties too.
            new Penalties(List.of(FeatureFlowPenalty.of(1, 1), Distillation.of(good, 1, 4))).requireFit(network, SEEN);
        }
    }

    @Test
    void aFileThatDoesNotSayHowItSawImagesCannotTeach() {
        Path file = folder.resolve("teacher.safetensors");
        try (Network network = Network.create(features(true).build(), 1)) {
            NetworkFile.save(network, file, NetworkNotes.NONE);
        }
        assertThatThrownBy(() -> Teacher.load(file, Device.cpu()))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining(
                        file + " does not say how its network's inputs are normalised, so it cannot teach");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void aTemperatureIsANumberAboveZero(double wrong) {
        assertThatThrownBy(() -> Distillation.of(null, 1, wrong))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessage("The temperature of a distillation must be a number above 0, not " + wrong + ".");
    }

    private static void requireRefused(Teacher teacher, Network network, String because) {
        Penalties all = new Penalties(List.of(FeatureFlowPenalty.of(1, 1), Distillation.of(teacher, 1, 4)));
        assertThatThrownBy(() -> all.requireFit(network, SEEN))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageEndingWith(because);
    }

    /** A network in float64 whose logits are its inputs. */
    private static Teacher echo(int classes) {
        NetworkSpec spec = NetworkSpec.builder("echo", new FeatureShape(classes, 1, 1))
                .linear("fc", classes)
                .build();
        Network network = Network.of(
                spec,
                Device.cpu(),
                (name, owner) -> name.endsWith("weight")
                        ? owner.eye(classes, classes, 0, DataType.FLOAT64)
                        : owner.zeros(new Shape(classes), DataType.FLOAT64));
        return new Teacher(network, SEEN, "");
    }

    private static Teacher teacher(int side, int classes, Normalization normalization) {
        return Teacher.of(Network.create(features(side, classes, true).build(), 2), normalization);
    }

    private static NetworkBuilder features(boolean norms) {
        return features(8, 3, norms);
    }

    private static NetworkBuilder features(int side, int classes, boolean norms) {
        NetworkBuilder b = NetworkSpec.builder("features", new FeatureShape(3, side, side));
        for (int i = 1; i <= 3; i++) {
            b.convolution("conv" + i, 6, 3, 1);
            if (norms) {
                b.batchNorm("bn" + i);
            }
            b.relu("relu" + i).tap();
        }
        return b.globalAveragePool("pool").linear("fc", classes);
    }

    private NDArray leaf(double[] values, long... shape) {
        NDArray leaf = manager.create(values, new Shape(shape));
        leaf.setRequiresGradient(true);
        return leaf;
    }

    private static Output output(NDArray logits) {
        return new Output(logits, List.of());
    }

    private Penalty penalty(Distillation distillation, double[] wanted, NDArray logits) {
        Shape shape = logits.getShape();
        NDArray images = manager.create(wanted, new Shape(shape.get(0), shape.get(1), 1, 1));
        try (GradMode on = GradMode.on()) {
            return distillation.penalty(new TrainingStep(null, images, output(logits), 0, 1));
        }
    }

    private double value(Distillation distillation, double[] wanted, double[] given) {
        NDArray logits = manager.create(given, new Shape(4, 3));
        return penalty(distillation, wanted, logits).loss().getDouble();
    }

    private static NDArray images(NDManager owner) {
        Random random = new Random(3);
        float[] pixels = new float[4 * 3 * 8 * 8];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) random.nextGaussian();
        }
        return owner.create(pixels, new Shape(4, 3, 8, 8));
    }

    /** Forward and backward of a loss that is the penalty alone; gradients of earlier passes are forgotten. */
    private Map<String, Float> terms(Network network, Regularizer regularizer) {
        network.parameters().values().stream()
                .filter(p -> p.requiresGradient())
                .forEach(p -> Autograd.clearGradient(p.getArray()));
        Map<String, Float> terms = new LinkedHashMap<>();
        try (NDManager step = manager.newSubManager()) {
            BackwardPass.run(network, images(step), logits -> logits.mul(0f).sum(), regularizer, 0, 1)
                    .penalty()
                    .terms()
                    .forEach((name, value) -> terms.put(name, value.getFloat()));
        }
        return terms;
    }

    private Map<String, NDArray> gradients(Network network) {
        Map<String, NDArray> all = new LinkedHashMap<>();
        network.parameters().forEach((name, p) -> {
            if (p.requiresGradient()) {
                try (NDArray gradient = Autograd.gradient(p.getArray())) {
                    NDArray copy = gradient.duplicate();
                    copy.attach(manager);
                    all.put(name, copy);
                }
            }
        });
        return all;
    }

    private static Map<String, ByteBuffer> values(Network network) {
        Map<String, ByteBuffer> values = new LinkedHashMap<>();
        network.parameters().forEach((name, p) -> values.put(name, HostValues.bytes(p.getArray())));
        return values;
    }
}
