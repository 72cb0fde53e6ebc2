package org.featureflow.prune;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.featureflow.nn.ActivationFunction;
import org.featureflow.nn.Attention;
import org.featureflow.nn.AveragePool;
import org.featureflow.nn.ClassToken;
import org.featureflow.nn.Clip;
import org.featureflow.nn.Concat;
import org.featureflow.nn.Convolution;
import org.featureflow.nn.Elu;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.GroupNorm;
import org.featureflow.nn.Layer;
import org.featureflow.nn.LayerNorm;
import org.featureflow.nn.LeakyRelu;
import org.featureflow.nn.MaxPool;
import org.featureflow.nn.NetworkBuilder;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.nn.PRelu;
import org.featureflow.nn.PadShortcut;
import org.featureflow.nn.PerAxis;
import org.featureflow.nn.PositionEmbedding;

/** Random networks of everything the walk has to follow: sequences, residuals with both shortcuts, concatenations, grouped and depthwise convolutions, gates, slopes, group and layer norms, attention. */
public final class RandomSpecs {
    private final Random random;
    private final NetworkBuilder builder;
    private int names;

    private RandomSpecs(long seed) {
        random = new Random(seed);
        builder = NetworkSpec.builder("random" + seed, new FeatureShape(1 + random.nextInt(3), 8, 8));
    }

    public static NetworkSpec of(long seed) {
        RandomSpecs r = new RandomSpecs(seed);
        r.convolution(r.channels());
        int blocks = 1 + r.random.nextInt(4);
        for (int i = 0; i < blocks; i++) {
            r.block();
        }
        return r.head();
    }

    private String name(String kind) {
        return kind + names++;
    }

    private int channels() {
        return 2 + random.nextInt(5);
    }

    private void block() {
        switch (random.nextInt(11)) {
            case 0:
                convolution(channels());
                break;
            case 1:
                identityBlock();
                break;
            case 2:
                projectionBlock();
                break;
            case 3:
                paddedBlock();
                break;
            case 4:
                concatenation();
                break;
            case 5:
                depthwise();
                break;
            case 6:
                excitation();
                break;
            case 7:
                product();
                break;
            case 8:
                layerNormBlock();
                break;
            case 9:
                attentionBlock();
                break;
            default:
                grouped();
        }
        if (random.nextInt(4) == 0) {
            builder.tap();
        }
    }

    private void convolution(int out) {
        int in = builder.shape().channels();
        builder.then(name("conv"), convolution(in, out, random.nextBoolean()));
        normalise();
    }

    /** Square, of one row or column, or dilated. */
    private Convolution convolution(int in, int out, boolean bias) {
        PerAxis one = PerAxis.of(1);
        PerAxis line = random.nextBoolean() ? new PerAxis(1, 3) : new PerAxis(3, 1);
        PerAxis half = new PerAxis(line.height() / 2, line.width() / 2);
        return switch (random.nextInt(4)) {
            case 0 -> new Convolution(in, out, 1, 1, 1, 1, bias);
            case 1 -> new Convolution(in, out, line, one, half, one, 1, bias);
            case 2 -> new Convolution(in, out, PerAxis.of(3), one, line, line, 1, bias);
            default -> new Convolution(in, out, 3, 1, 1, 1, bias);
        };
    }

    private void normalise() {
        switch (random.nextInt(6)) {
            case 0, 1:
                break;
            case 2:
                groupNorm();
                break;
            default:
                builder.batchNorm(name("bn"));
        }
        switch (random.nextInt(7)) {
            case 0:
                builder.then(name("clip"), new Clip(0, 6));
                break;
            case 6:
                builder.then(name("slope"), slope());
                break;
            case 1:
                break;
            case 2:
                builder.activation(name("act"), function());
                break;
            default:
                builder.relu(name("relu"));
        }
        if (random.nextInt(5) == 0
                && Math.min(builder.shape().height(), builder.shape().width()) > 3) {
            builder.then(name("pool"), pool());
        }
    }

    /** Its ε, too, would make rounding errors large where all of a group is nearly equal. */
    private void groupNorm() {
        int channels = builder.shape().channels();
        int groups = 1 + random.nextInt(channels);
        while (channels % groups != 0) {
            groups--;
        }
        builder.then(name("gn"), new GroupNorm(channels, groups, 1e-2));
    }

    private Layer slope() {
        return switch (random.nextInt(3)) {
            case 0 -> new LeakyRelu(0.1);
            case 1 -> new Elu(1.5);
            default -> new PRelu(builder.shape().channels(), random.nextBoolean());
        };
    }

    private Layer pool() {
        return switch (random.nextInt(3)) {
            case 0 -> new MaxPool(new PerAxis(3, 1), new PerAxis(2, 1), new PerAxis(1, 0), false);
            case 1 -> new AveragePool(PerAxis.of(3), PerAxis.of(2), PerAxis.of(1), random.nextBoolean());
            default -> new MaxPool(3, 2, 1);
        };
    }

    private String branch(int out, int stride) {
        int in = builder.shape().channels();
        builder.then(name("conv"), new Convolution(in, channels(), 3, stride, 1, 1, false))
                .batchNorm(name("bn"))
                .relu(name("relu"));
        builder.then(name("conv"), Convolution.of(builder.shape().channels(), out, 3, 1, 1))
                .batchNorm(name("bn"));
        return builder.latest();
    }

    private void identityBlock() {
        String start = builder.latest();
        String end = branch(builder.shape().channels(), 1);
        builder.sum(name("sum"), end, start).relu(name("relu"));
    }

    private void projectionBlock() {
        String start = builder.latest();
        int out = channels();
        int stride = stride();
        String end = branch(out, stride);
        builder.from(start).convolution(name("shortcut"), out, 1, stride).batchNorm(name("bn"));
        builder.sum(name("sum"), end, builder.latest()).relu(name("relu"));
    }

    private void paddedBlock() {
        String start = builder.latest();
        int in = builder.shape().channels();
        int out = in + random.nextInt(4);
        int stride = stride();
        String end = branch(out, stride);
        List<Integer> sources =
                new ArrayList<>(PadShortcut.centred(in, out, stride).sources());
        java.util.Collections.shuffle(sources, random);
        String shortcut = name("pad");
        builder.add(shortcut, new PadShortcut(in, stride, sources), start);
        builder.sum(name("sum"), end, shortcut).relu(name("relu"));
    }

    private int stride() {
        return builder.shape().height() > 2 && random.nextBoolean() ? 2 : 1;
    }

    private void concatenation() {
        String start = builder.latest();
        builder.convolution(name("conv"), channels(), 3, 1);
        String other = builder.latest();
        builder.add(name("cat"), new Concat(), start, other);
        normalise();
    }

    private void depthwise() {
        int in = builder.shape().channels();
        int multiplier = 1 + random.nextInt(2);
        builder.then(name("depthwise"), new Convolution(in, in * multiplier, 3, 1, 1, in, random.nextBoolean()));
        normalise();
    }

    private void grouped() {
        convolution(4 * (1 + random.nextInt(2)));
        int in = builder.shape().channels();
        builder.then(name("grouped"), new Convolution(in, 2 * channels(), 3, 1, 1, 2, random.nextBoolean()));
        normalise();
    }

    private ActivationFunction function() {
        ActivationFunction[] all = ActivationFunction.values();
        return all[random.nextInt(all.length)];
    }

    /** Squeeze and excitation, by convolutions or by linear layers. */
    private void excitation() {
        String start = builder.latest();
        int channels = builder.shape().channels();
        ActivationFunction gate = random.nextBoolean() ? ActivationFunction.SIGMOID : ActivationFunction.HARD_SIGMOID;
        builder.globalAveragePool(name("gap"));
        if (random.nextBoolean()) {
            builder.then(name("squeeze"), new Convolution(channels, channels(), 1, 1, 0, 1, true))
                    .relu(name("relu"));
            builder.then(name("excite"), new Convolution(builder.shape().channels(), channels, 1, 1, 0, 1, true));
        } else {
            builder.flatten(name("flatten"))
                    .linear(name("squeeze"), channels())
                    .activation(name("act"), ActivationFunction.SILU)
                    .linear(name("excite"), channels);
        }
        builder.activation(name("gate"), gate);
        builder.product(name("product"), start, builder.latest());
    }

    /** A gate of every position: a convolution beside the features, both with batch norm. */
    private void product() {
        convolution(channels());
        String features = builder.latest();
        builder.convolution(name("gate"), builder.shape().channels(), 3, 1)
                .batchNorm(name("bn"))
                .activation(name("act"), function())
                .product(name("product"), features, builder.latest());
    }

    /** ConvNeXt's; its ε would make rounding errors large where all channels of a position are nearly equal. */
    private void layerNormBlock() {
        String start = builder.latest();
        int channels = builder.shape().channels();
        builder.then(name("depthwise"), new Convolution(channels, channels, 3, 1, 1, channels, true))
                .then(name("ln"), new LayerNorm(channels, 1e-2))
                .then(name("conv"), new Convolution(channels, 2 * channels(), 1, 1, 0, 1, true))
                .activation(name("act"), ActivationFunction.GELU);
        builder.then(name("conv"), new Convolution(builder.shape().channels(), channels, 1, 1, 0, 1, true));
        builder.sum(name("sum"), builder.latest(), start);
    }

    /** With and without what surrounds attention in a transformer; queries, keys or values may be shared with what is before. */
    private void attentionBlock() {
        if (random.nextBoolean()) {
            builder.then(name("token"), new ClassToken(builder.shape().channels()));
        }
        if (random.nextBoolean()) {
            int positions = builder.shape().height() * builder.shape().width();
            builder.then(name("position"), new PositionEmbedding(builder.shape().channels(), positions));
        }
        int heads = 1 + random.nextInt(3);
        int width = 1 + random.nextInt(3);
        convolution(heads * width);
        String values = builder.latest();
        String queries = projected(values, heads * width);
        String keys = random.nextBoolean() ? queries : projected(values, heads * width);
        builder.add(name("attention"), new Attention(heads, width), queries, keys, values);
        if (random.nextBoolean()) {
            builder.sum(name("sum"), builder.latest(), values);
        }
    }

    private String projected(String from, int out) {
        int in = builder.from(from).shape().channels();
        return builder.then(name("projected"), new Convolution(in, out, 1, 1, 0, 1, random.nextBoolean()))
                .latest();
    }

    private NetworkSpec head() {
        if (random.nextBoolean()) {
            builder.globalAveragePool(name("gap"));
        }
        builder.flatten(name("flatten"));
        if (random.nextInt(6) == 0) {
            groupNorm();
        }
        if (random.nextInt(4) == 0) {
            builder.then(name("ln"), new LayerNorm(builder.shape().channels(), 1e-2));
        }
        if (random.nextBoolean()) {
            builder.linear(name("hidden"), channels()).then(name("slope"), slope());
        }
        return builder.linear(name("fc"), 3).build();
    }
}
