package org.featureflow.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.featureflow.engine.Autograd;
import org.featureflow.engine.EngineSettings;
import org.featureflow.engine.GradMode;
import org.featureflow.engine.Ops;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Both terms and their gradients against values computed by PyTorch in float64. */
class FeatureFlowReferenceTest {
    private static final int FEATURES = 8;

    @ParameterizedTest
    @CsvSource({"L1, SUM", "L1, MEAN", "L2, SUM", "L2, MEAN", "SQUARED_L2, SUM", "SQUARED_L2, MEAN"})
    void termsAndGradientsEqualPyTorch(Norm norm, Reduction reduction) throws IOException {
        String key = (norm + "/" + reduction).toLowerCase(Locale.ROOT);
        try (NDManager manager = EngineSettings.engine().newBaseManager(Device.cpu());
                GradMode on = GradMode.on();
                InputStream arrays = resource("flow.npz")) {
            NDList fixture = NDList.decode(manager, arrays);
            FlowOptions options = FlowOptions.DEFAULT.with(norm).with(reduction);
            List<NDArray> features = IntStream.range(0, FEATURES)
                    .mapToObj(i -> leaf(fixture.get("feature" + i)))
                    .toList();

            FeatureFlow flow = FeatureFlow.of(features, options);
            NDArray gradient = flow.gradient();
            NDArray curvature = flow.curvature();
            JsonObject expected = values(key);
            assertThat(gradient.getDouble())
                    .isCloseTo(expected.get("gradient").getAsDouble(), relative(expected, "gradient"));
            assertThat(curvature.getDouble())
                    .isCloseTo(expected.get("curvature").getAsDouble(), relative(expected, "curvature"));

            Autograd.backward(Ops.scale(gradient, 0.7).add(Ops.scale(curvature, 0.3)));
            for (int i = 0; i < FEATURES; i++) {
                NDArray derivative = Autograd.gradient(features.get(i));
                assertThat(derivative
                                .sub(fixture.get(key + "/d" + i))
                                .abs()
                                .max()
                                .getDouble())
                        .as("derivative by feature %d", i)
                        .isLessThan(1e-10);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"L1", "L2", "SQUARED_L2"})
    void float32AgreesToFourDigits(Norm norm) throws IOException {
        try (NDManager manager = EngineSettings.engine().newBaseManager(Device.cpu());
                InputStream arrays = resource("flow.npz")) {
            NDList fixture = NDList.decode(manager, arrays);
            List<NDArray> features = IntStream.range(0, FEATURES)
                    .mapToObj(i -> fixture.get("feature" + i).toType(DataType.FLOAT32, false))
                    .toList();
            FeatureFlow flow = FeatureFlow.of(features, FlowOptions.DEFAULT.with(norm));
            JsonObject expected = values((norm + "/sum").toLowerCase(Locale.ROOT));
            assertThat(flow.gradient().getDataType()).isEqualTo(DataType.FLOAT32);
            assertThat(flow.gradient().getFloat() / expected.get("gradient").getAsDouble())
                    .isCloseTo(1, within(1e-4));
            assertThat(flow.curvature().getFloat() / expected.get("curvature").getAsDouble())
                    .isCloseTo(1, within(1e-4));
        }
    }

    private static org.assertj.core.data.Offset<Double> relative(JsonObject expected, String term) {
        return within(1e-10 * expected.get(term).getAsDouble());
    }

    private static NDArray leaf(NDArray array) {
        array.setRequiresGradient(true);
        return array;
    }

    private static JsonObject values(String key) throws IOException {
        try (InputStream in = resource("flow.json")) {
            return JsonParser.parseReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .getAsJsonObject()
                    .getAsJsonObject(key);
        }
    }

    private static InputStream resource(String name) {
        return FeatureFlowReferenceTest.class.getResourceAsStream("/reference/" + name);
    }
}
