package org.featureflow.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.featureflow.FeatureFlowException;
import org.featureflow.engine.Autograd;
import org.featureflow.engine.EngineSettings;
import org.featureflow.engine.GradMode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FeatureFlowTest {
    private NDManager manager;
    private GradMode on;

    @BeforeEach
    void open() {
        manager = EngineSettings.engine().newBaseManager(Device.cpu());
        on = GradMode.on();
    }

    @AfterEach
    void close() {
        on.close();
        manager.close();
    }

    /** Two images of two values each; f_1 − f_0 = (1, 3), (0, 2); f_2 − f_1 = (−2, 0), (0, 1). */
    @Test
    void termsOfAHandWorkedFlow() {
        List<NDArray> f = List.of(
                features(new double[] {0, 0, 1, 1}),
                features(new double[] {1, 3, 1, 3}),
                features(new double[] {-1, 3, 1, 4}));
        FeatureFlow l1 = FeatureFlow.of(f);
        assertThat(l1.gradient().getDouble()).isEqualTo((4 + 2) / 2.0 + (2 + 1) / 2.0);
        assertThat(l1.curvature().getDouble()).isEqualTo((3 + 3 + 0 + 1) / 2.0);
        FeatureFlow meanL2 = FeatureFlow.of(f, FlowOptions.DEFAULT.with(Norm.L2).with(Reduction.MEAN));
        assertThat(meanL2.gradient().getDouble())
                .isCloseTo((Math.sqrt(10) + 2 + 2 + 1) / 2 / Math.sqrt(2), within(1e-12));
    }

    @Test
    void turningAngleOfRightAnglesStraightLinesAndStandstill() {
        // Image 1 turns by 90°, image 2 goes straight on, so the mean is π/4.
        List<NDArray> f = List.of(
                features(new double[] {0, 0, 0, 0}),
                features(new double[] {2, 0, 1, 1}),
                features(new double[] {2, 5, 3, 3}));
        assertThat(angle(f)).isCloseTo(Math.PI / 4, within(1e-9));
        // Image 1 turns back (π), image 2 stands still and has no direction.
        List<NDArray> back = List.of(
                features(new double[] {0, 0, 1, 1}),
                features(new double[] {2, 1, 1, 1}),
                features(new double[] {0, 0, 3, 3}));
        assertThat(angle(back)).isCloseTo(Math.PI / 2, within(1e-9));
    }

    @Test
    void turningAngleDoesNotDependOnScale() {
        Random random = new Random(4);
        List<NDArray> f = List.of(feature(random, 3, 4), feature(random, 3, 4), feature(random, 3, 4));
        double once = angle(f);
        assertThat(angle(f.stream().map(x -> x.mul(7.0)).toList())).isCloseTo(once, within(1e-9));
    }

    @Test
    void withinStageEndsTheFlowWhereTheShapeChanges() {
        Random random = new Random(5);
        NDArray a = feature(random, 4, 8);
        NDArray b = feature(random, 4, 8);
        NDArray c = feature(random, 8, 4);
        FeatureFlow flow = FeatureFlow.of(List.of(a, b, c));
        assertThat(flow.gradient().getDouble())
                .isEqualTo(FeatureFlow.of(List.of(a, b)).gradient().getDouble());
        assertThat(flow.curvature().getDouble()).isZero();
        assertThat(flow.gradients().get(1)).isNull();
    }

    /** A padded shortcut alone (halved map, channels between zeros) is no distance under PROJECT_PAD when the map is constant. */
    @Test
    void projectPadPutsChannelsWhereTheOptionAShortcutDoes() {
        NDArray two = manager.ones(new Shape(1, 2, 4, 4)).toType(ai.djl.ndarray.types.DataType.FLOAT64, false);
        NDArray four = manager.zeros(new Shape(1, 4, 2, 2)).toType(ai.djl.ndarray.types.DataType.FLOAT64, false);
        four.set(new ai.djl.ndarray.index.NDIndex(":, 1:3"), 1.0);
        FlowOptions options = FlowOptions.DEFAULT.with(Transition.PROJECT_PAD);
        assertThat(FeatureFlow.of(List.of(two, four), options).gradient().getDouble())
                .isZero();
        FlowOptions average = FlowOptions.DEFAULT.with(Transition.PROJECT_AVERAGE);
        // Averaged pairs of the four channels are ½ and ½; two channels of 2×2 differ by ½ each.
        assertThat(FeatureFlow.of(List.of(two, four), average).gradient().getDouble())
                .isEqualTo(4.0);
    }

    /** One pixel with these channels. */
    private NDArray pixel(double... channels) {
        return manager.create(channels, new Shape(1, channels.length, 1, 1));
    }

    private static FlowOptions crossing(Transition transition) {
        return FlowOptions.DEFAULT.with(transition);
    }

    @Test
    void threeChannelsAveragedToTwoShareTheMiddleOne() {
        // (1, 3, 7) becomes (2, 5)
        List<NDArray> f = List.of(pixel(1, 3, 7), pixel(2, 1));
        assertThat(FeatureFlow.of(f, crossing(Transition.PROJECT_AVERAGE))
                        .gradient()
                        .getDouble())
                .isEqualTo(0 + 4);
    }

    @Test
    void padsTheOddChannelBehind() {
        // (4, 6) becomes (0, 4, 6, 0, 0)
        List<NDArray> f = List.of(pixel(4, 6), pixel(1, 4, 6, 2, 3));
        assertThat(FeatureFlow.of(f, crossing(Transition.PROJECT_PAD))
                        .gradient()
                        .getDouble())
                .isEqualTo(1 + 0 + 0 + 2 + 3);
    }

    @Test
    void aBendWithATransitionOnOneSideIsMeasuredWhereAllThreeMeet() {
        // Padded: (1, 2, 0), (3, 5, 0), (1, 3, 7), so steps (2, 3, 0) and (-2, -2, 7)
        List<NDArray> wider = List.of(pixel(1, 2), pixel(3, 5), pixel(1, 3, 7));
        assertThat(FeatureFlow.of(wider, crossing(Transition.PROJECT_PAD))
                        .curvature()
                        .getDouble())
                .isEqualTo(4 + 5 + 7);
        // Averaged: (2, 5), (2, 1), (4, 4), so steps (0, -4) and (2, 3)
        List<NDArray> narrower = List.of(pixel(1, 3, 7), pixel(3, 1, 1), pixel(4, 4));
        assertThat(FeatureFlow.of(narrower, crossing(Transition.PROJECT_AVERAGE))
                        .curvature()
                        .getDouble())
                .isEqualTo(2 + 7);
    }

    static Stream<Arguments> choices() {
        List<Arguments> all = new ArrayList<>();
        for (Transition transition : Transition.values()) {
            for (Reduction reduction : Reduction.values()) {
                for (Norm norm : Norm.values()) {
                    all.add(Arguments.of(new FlowOptions(norm, reduction, transition, Bend.SECOND_DIFFERENCE)));
                }
            }
            all.add(Arguments.of(FlowOptions.DEFAULT.with(transition).with(Bend.TURNING_ANGLE)));
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("choices")
    void bothGradientsEqualCentralDifferences(FlowOptions options) {
        Random random = new Random(6);
        // Two transitions, one with a channel count that does not divide (as after pruning).
        List<NDArray> f = List.of(
                feature(random, 2, 4),
                feature(random, 2, 4),
                feature(random, 2, 4),
                feature(random, 5, 2),
                feature(random, 5, 2),
                feature(random, 6, 1));
        for (boolean curvature : new boolean[] {false, true}) {
            f.forEach(x -> x.setRequiresGradient(true));
            Autograd.backward(term(f, options, curvature));
            for (NDArray x : f) {
                double[] analytic = Autograd.gradient(x).toDoubleArray();
                Autograd.clearGradient(x);
                checkAgainstDifferences(x, analytic, f, options, curvature);
            }
        }
    }

    private void checkAgainstDifferences(
            NDArray x, double[] analytic, List<NDArray> f, FlowOptions options, boolean curvature) {
        double h = 1e-6;
        try (GradMode off = GradMode.off()) {
            double[] values = x.toDoubleArray();
            for (int i = 0; i < values.length; i += 11) {
                double at = values[i];
                double up = moved(x, values, i, at + h, f, options, curvature);
                double down = moved(x, values, i, at - h, f, options, curvature);
                values[i] = at;
                x.set(values);
                assertThat(analytic[i])
                        .as("%s, curvature %s, element %d", options, curvature, i)
                        .isCloseTo((up - down) / (2 * h), within(1e-6));
            }
        }
    }

    private double moved(
            NDArray x, double[] values, int i, double to, List<NDArray> f, FlowOptions options, boolean curvature) {
        values[i] = to;
        x.set(values);
        return term(f, options, curvature).getDouble();
    }

    private static NDArray term(List<NDArray> f, FlowOptions options, boolean curvature) {
        FeatureFlow flow = FeatureFlow.of(f, options);
        return curvature ? flow.curvature() : flow.gradient();
    }

    @Test
    void aFeatureThatDoesNotMoveHasNoGradientAndNoNaN() {
        for (FlowOptions options : List.of(
                FlowOptions.DEFAULT.with(Norm.L2), FlowOptions.DEFAULT, FlowOptions.DEFAULT.with(Bend.TURNING_ANGLE))) {
            List<NDArray> f =
                    List.of(feature(new Random(1), 2, 2), feature(new Random(1), 2, 2), feature(new Random(1), 2, 2));
            f.forEach(x -> x.setRequiresGradient(true));
            FeatureFlow flow = FeatureFlow.of(f, options);
            Autograd.backward(flow.gradient().add(flow.curvature()));
            for (NDArray x : f) {
                assertThat(Autograd.gradient(x).toDoubleArray())
                        .satisfies(g -> assertThat(java.util.Arrays.stream(g)).allMatch(v -> v == 0));
            }
        }
    }

    @Test
    void differentBatchSizesAreRefused() {
        NDArray one = manager.zeros(new Shape(1, 2, 2, 2));
        NDArray two = manager.zeros(new Shape(2, 2, 2, 2));
        assertThatThrownBy(() -> FeatureFlow.of(List.of(one, two))).isInstanceOf(FeatureFlowException.class);
        assertThatThrownBy(() -> FeatureFlow.of(List.of())).isInstanceOf(FeatureFlowException.class);
    }

    private double angle(List<NDArray> f) {
        return FeatureFlow.of(f, FlowOptions.DEFAULT.with(Bend.TURNING_ANGLE))
                .curvature()
                .getDouble();
    }

    private NDArray features(double[] values) {
        return manager.create(values, new Shape(2, 2));
    }

    private NDArray feature(Random random, int channels, int size) {
        double[] values = random.doubles(2L * channels * size * size, -1, 1).toArray();
        return manager.create(values, new Shape(2, channels, size, size));
    }
}
