package org.featureflow.prune;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.featureflow.nn.Add;
import org.featureflow.nn.Attention;
import org.featureflow.nn.BatchNorm;
import org.featureflow.nn.ClassToken;
import org.featureflow.nn.Concat;
import org.featureflow.nn.Convolution;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.Flatten;
import org.featureflow.nn.GroupNorm;
import org.featureflow.nn.LayerNorm;
import org.featureflow.nn.Linear;
import org.featureflow.nn.Multiply;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.nn.Node;
import org.featureflow.nn.PRelu;
import org.featureflow.nn.PadShortcut;
import org.featureflow.nn.ParameterSpec;
import org.featureflow.nn.PositionEmbedding;

/**
 * One walk over a spec that follows every channel: which outputs carry it, which arrays make and read it, and which channels hang together.
 *
 * <ul>
 *   <li>A convolution or linear layer makes new channels; its input channels lie along axis 1 of its weight.
 *   <li>An addition or product joins channel i of both inputs. A padded shortcut passes channels by its map, and a channel of zeros is joined by the
 *       addition that follows, so stages of an option-A network couple through the map.
 *   <li>A depthwise convolution ties input and output channel; with a multiplier all outputs of an input. In any other grouped convolution the
 *       channels of the same position within every group are joined, so groups keep equal sizes and their number.
 *   <li>The images' channels and the logits are fixed. So is what a layer that does not map 0 to 0 makes, say a sigmoid, wherever it goes but
 *       into a product whose other side is zero where the channel is: the gate of squeeze and excitation.
 *   <li>A head of attention is one channel: removing part of it would change the scale and the weights of the rest.
 *   <li>So is a group of a group norm, whose channels are normalised by each other; other groups do not notice when it goes.
 *   <li>What a layer norm reads is fixed, since each channel's value depends on how many others there are.
 * </ul>
 */
final class ChannelWalk {
    /** Where an array's axis belongs to which elements. */
    record Touch(String node, String array, ParameterSpec.Kind kind, int axis, int[] elements) {}

    private final Components components = new Components();
    private final Map<String, int[]> outputs = new LinkedHashMap<>();
    private final List<Touch> touches = new ArrayList<>();
    /** Nodes whose output is not zero where its channel's filters are. */
    private final Set<String> offset = new HashSet<>();
    /** Elements of factors that are not zero where their filters are. */
    private final Set<Integer> factors = new HashSet<>();

    private final Map<String, FeatureShape> shapes;

    ChannelWalk(NetworkSpec spec) {
        shapes = spec.shapes();
        int[] images = components.fresh(spec.input().channels());
        components.fix(images);
        outputs.put(NetworkSpec.INPUT, images);
        int[] last = images;
        for (Node node : spec.nodes()) {
            followZeros(node);
            List<int[]> inputs = node.inputs().stream().map(outputs::get).toList();
            last = output(node, inputs);
            outputs.put(node.name(), last);
        }
        components.fix(last);
    }

    private void followZeros(Node node) {
        List<String> given = node.inputs().stream().filter(offset::contains).toList();
        boolean product = node.layer() instanceof Multiply;
        if (!product) {
            given.forEach(i -> components.fix(outputs.get(i)));
        }
        if (!node.layer().keepsZero()
                || product && given.size() == node.inputs().size()) {
            offset.add(node.name());
        }
    }

    private int[] output(Node node, List<int[]> inputs) {
        int[] x = inputs.get(0);
        if (node.layer() instanceof Convolution c) {
            return convolution(node, c, x);
        } else if (node.layer() instanceof Linear l) {
            int[] out = components.fresh(l.out());
            touch(node, out, 0);
            touches.add(new Touch(node.name(), node.name() + ".weight", ParameterSpec.Kind.WEIGHT, 1, x));
            return out;
        } else if (node.layer() instanceof BatchNorm
                || node.layer() instanceof PRelu p && !p.shared()
                || node.layer() instanceof ClassToken
                || node.layer() instanceof PositionEmbedding) {
            touch(node, x, 0);
        } else if (node.layer() instanceof LayerNorm) {
            components.fix(x);
        } else if (node.layer() instanceof GroupNorm n) {
            joinBlocks(n.width(), x, List.of(x));
            touch(node, x, 0);
        } else if (node.layer() instanceof Attention a) {
            return attention(a, inputs);
        } else if (node.layer() instanceof Multiply) {
            join(x, inputs.get(1));
            markFactors(node, inputs);
            boolean gateFirst = offset.contains(node.inputs().get(0));
            return gateFirst ? inputs.get(1) : x;
        } else if (node.layer() instanceof Add) {
            join(x, inputs.get(1));
            components.markAdded(x);
        } else if (node.layer() instanceof Concat) {
            return inputs.stream().flatMapToInt(IntStream::of).toArray();
        } else if (node.layer() instanceof PadShortcut pad) {
            return pad.sources().stream()
                    .mapToInt(s -> s == PadShortcut.ZEROS ? components.fresh(1)[0] : x[s])
                    .toArray();
        } else if (node.layer() instanceof Flatten) {
            FeatureShape shape = shapes.get(node.inputs().get(0));
            int map = shape.height() * shape.width();
            return IntStream.of(x)
                    .flatMap(e -> IntStream.generate(() -> e).limit(map))
                    .toArray();
        }
        return x;
    }

    /** A channel that is weighed by a gate of itself (SiLU, written out) is made by its own filters all the same. */
    private void markFactors(Node product, List<int[]> inputs) {
        for (int side = 0; side < inputs.size(); side++) {
            if (offset.contains(product.inputs().get(side))) {
                int[] map = inputs.get(1 - side);
                int[] gate = inputs.get(side);
                IntStream.range(0, gate.length).filter(i -> gate[i] != map[i]).forEach(i -> factors.add(gate[i]));
            }
        }
    }

    private int[] convolution(Node node, Convolution c, int[] x) {
        int[] out = components.fresh(c.out());
        int inGroup = c.in() / c.groups();
        int outGroup = c.out() / c.groups();
        touch(node, out, 0);
        if (c.groups() > 1 && inGroup == 1) {
            for (int o = 0; o < c.out(); o++) {
                components.join(x[o / outGroup], out[o]);
            }
            return out;
        }
        for (int g = 1; g < c.groups(); g++) {
            for (int i = 0; i < inGroup; i++) {
                components.join(x[i], x[g * inGroup + i]);
            }
            for (int o = 0; o < outGroup; o++) {
                components.join(out[o], out[g * outGroup + o]);
            }
        }
        int[] first = IntStream.range(0, inGroup).map(i -> x[i]).toArray();
        touches.add(new Touch(node.name(), node.name() + ".weight", ParameterSpec.Kind.WEIGHT, 1, first));
        return out;
    }

    private int[] attention(Attention a, List<int[]> inputs) {
        int[] values = inputs.get(2);
        joinBlocks(a.width(), values, inputs);
        return values;
    }

    /** Makes one of so many neighbouring channels, and of those at the same places in all of some outputs. */
    private void joinBlocks(int width, int[] channels, List<int[]> all) {
        for (int i = 0; i < channels.length; i++) {
            int first = channels[i - i % width];
            for (int[] x : all) {
                components.join(first, x[i]);
            }
        }
    }

    private void touch(Node node, int[] elements, int axis) {
        for (ParameterSpec p : node.layer().parameters()) {
            touches.add(new Touch(node.name(), node.name() + "." + p.name(), p.kind(), axis, elements));
        }
    }

    private void join(int[] a, int[] b) {
        for (int i = 0; i < a.length; i++) {
            components.join(a[i], b[i]);
        }
    }

    Components components() {
        return components;
    }

    /** Node → the element that each of its output channels belongs to. */
    Map<String, int[]> outputs() {
        return outputs;
    }

    List<Touch> touches() {
        return touches;
    }

    /** Whether an array makes factors, not channels. */
    boolean isGate(Touch touch) {
        return touch.axis() == 0 && factors.contains(touch.elements()[0]);
    }
}
