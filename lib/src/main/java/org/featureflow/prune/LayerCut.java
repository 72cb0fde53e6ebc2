package org.featureflow.prune;

import java.util.List;
import java.util.stream.IntStream;
import org.featureflow.nn.Attention;
import org.featureflow.nn.BatchNorm;
import org.featureflow.nn.ClassToken;
import org.featureflow.nn.Convolution;
import org.featureflow.nn.GroupNorm;
import org.featureflow.nn.Layer;
import org.featureflow.nn.Linear;
import org.featureflow.nn.PRelu;
import org.featureflow.nn.PadShortcut;
import org.featureflow.nn.ParameterSpec;
import org.featureflow.nn.PositionEmbedding;

/** One layer with fewer channels: the record it becomes and the part of each of its arrays that stays. */
final class LayerCut {
    private final Layer layer;
    private final int[] in;
    private final int[] out;

    /**
     * @param in kept positions of the (first) input's channels
     * @param out kept positions of the output's channels
     */
    LayerCut(Layer layer, int[] in, int[] out) {
        this.layer = layer;
        this.in = in;
        this.out = out;
    }

    Layer smaller() {
        if (layer instanceof Convolution c) {
            int groups = isDepthwise(c) ? in.length : c.groups();
            return c.withChannels(in.length, out.length, groups);
        } else if (layer instanceof Linear l) {
            return new Linear(in.length, out.length, l.bias());
        } else if (layer instanceof BatchNorm b) {
            return new BatchNorm(in.length, b.epsilon(), b.momentum());
        } else if (layer instanceof GroupNorm n) {
            return new GroupNorm(in.length, in.length / n.width(), n.epsilon());
        } else if (layer instanceof PRelu p) {
            return new PRelu(in.length, p.shared());
        } else if (layer instanceof Attention a) {
            return new Attention(out.length / a.width(), a.width());
        } else if (layer instanceof ClassToken) {
            return new ClassToken(out.length);
        } else if (layer instanceof PositionEmbedding p) {
            return new PositionEmbedding(out.length, p.positions());
        } else if (layer instanceof PadShortcut p) {
            List<Integer> sources = IntStream.of(out)
                    .map(o -> p.sources().get(o))
                    .map(s -> s == PadShortcut.ZEROS ? s : indexOf(s))
                    .boxed()
                    .toList();
            return new PadShortcut(in.length, p.stride(), sources);
        }
        return layer;
    }

    ArraySelection selection(ParameterSpec parameter) {
        if (layer instanceof PRelu p && p.shared()) {
            return new ArraySelection(null, null);
        }
        boolean weight = parameter.kind() == ParameterSpec.Kind.WEIGHT;
        if (weight && layer instanceof Convolution c) {
            if (isDepthwise(c)) {
                return new ArraySelection(out, null);
            }
            // With groups, the same positions stay in every group; those of the first say which.
            int[] columns =
                    IntStream.of(in).filter(i -> i < c.in() / c.groups()).toArray();
            return new ArraySelection(out, columns);
        }
        return new ArraySelection(out, weight ? in : null);
    }

    private int indexOf(int channel) {
        return IntStream.range(0, in.length)
                .filter(i -> in[i] == channel)
                .findFirst()
                .orElseThrow();
    }

    private static boolean isDepthwise(Convolution c) {
        return c.groups() > 1 && c.groups() == c.in();
    }
}
