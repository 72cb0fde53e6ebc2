package org.featureflow.prune;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import java.util.Random;
import org.featureflow.engine.GradMode;
import org.featureflow.engine.HostValues;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.Network;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.nn.ParameterSpec;

/** Networks and inputs for tests of pruning. */
public final class Networks {
    private Networks() {}

    /** Makes biases and batch-norm arrays other than 0 and 1, as training would, so that a forgotten one shows. */
    public static Network lived(Network network, long seed) {
        Random random = new Random(seed);
        try (GradMode off = GradMode.off()) {
            for (Map.Entry<String, ParameterSpec> e :
                    network.spec().parameters().entrySet()) {
                ParameterSpec.Kind kind = e.getValue().kind();
                if (kind == ParameterSpec.Kind.WEIGHT) {
                    continue;
                }
                double centre = kind == ParameterSpec.Kind.SCALE || kind == ParameterSpec.Kind.RUNNING_VARIANCE ? 1 : 0;
                float[] values = new float[(int) e.getValue().size()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) (centre + 0.6 * (random.nextDouble() - 0.5));
                }
                set(network, e.getKey(), values);
            }
        }
        return network;
    }

    /** Two channels (a) on maps of two places, which a linear layer (fc) reads one by one. */
    static Network flattened() {
        NetworkSpec spec = NetworkSpec.builder("flattened", new FeatureShape(1, 1, 2))
                .convolution("a", 2, 1, 1)
                .relu("relu")
                .flatten("flatten")
                .linear("fc", 2)
                .build();
        return Network.create(spec, 1);
    }

    static void set(Network network, String name, float... values) {
        NDArray array = network.array(name);
        try (GradMode off = GradMode.off();
                NDArray given = network.manager().create(values, array.getShape());
                NDArray zero = array.mul(0f);
                NDArray typed = given.toType(array.getDataType(), true)) {
            array.muli(zero).addi(typed);
        }
    }

    public static NDArray images(Network network, int count, NDManager manager, long seed) {
        FeatureShape in = network.spec().input();
        Random random = new Random(seed);
        float[] values = new float[count * in.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return manager.create(values, new Shape(count, in.channels(), in.height(), in.width()))
                .toType(network.dataType(), false);
    }

    /** Largest difference of logits, over the size of the logits where they are large. */
    static double difference(Network a, Network b, NDManager manager, int batch) {
        try (GradMode off = GradMode.off();
                NDManager local = manager.newSubManager()) {
            NDArray x = images(a, batch, local, 5);
            double[] first = HostValues.doubles(a.forward(x, false).logits());
            double[] second = HostValues.doubles(b.forward(x, false).logits());
            assertThat(first).hasSameSizeAs(second);
            double worst = 0;
            double scale = 1;
            for (int i = 0; i < first.length; i++) {
                worst = Math.max(worst, Math.abs(first[i] - second[i]));
                scale = Math.max(scale, Math.abs(first[i]));
            }
            return worst / scale;
        }
    }

    static double largestDifference(double[] a, double[] b) {
        assertThat(a).hasSameSizeAs(b);
        double worst = 0;
        for (int i = 0; i < a.length; i++) {
            worst = Math.max(worst, Math.abs(a[i] - b[i]));
        }
        return worst;
    }

    static DataType[] types() {
        return new DataType[] {DataType.FLOAT32, DataType.FLOAT64};
    }
}
