package org.featureflow.io.djl;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.norm.Dropout;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.featureflow.FeatureFlowException;
import org.featureflow.nn.BatchNorm;
import org.featureflow.nn.Convolution;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.Layer;
import org.featureflow.nn.Linear;
import org.featureflow.nn.NetworkBuilder;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.nn.PerAxis;

/** Walks over a block with test images in hand, so that every part is seen at work. */
final class BlockReader {
    private static final int IMAGES = 2;

    private final NDManager manager;
    private final ParameterStore store;
    private final NetworkBuilder builder;
    private final NDArray images;
    private final Map<String, NDArray> arrays = new LinkedHashMap<>();
    private boolean afterConvolution;

    BlockReader(NDManager manager, String name, FeatureShape input) {
        this.manager = manager;
        this.store = new ParameterStore(manager, false);
        this.builder = NetworkSpec.builder(name, input);
        Random random = new Random(1);
        float[] values = new float[IMAGES * input.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (2 * random.nextGaussian());
        }
        this.images = manager.create(values, new Shape(IMAGES, input.channels(), input.height(), input.width()));
    }

    NDArray images() {
        return images;
    }

    Map<String, NDArray> arrays() {
        return arrays;
    }

    NetworkSpec spec() {
        return builder.build();
    }

    NDArray read(SequentialBlock block) {
        NDArray x = sequence("", block, images);
        if (x.getShape().dimension() != 2) {
            throw new FeatureFlowException("The block ends in an output of shape " + x.getShape()
                    + ", not in one row of logits an image; flatten it.");
        }
        return x;
    }

    private NDArray sequence(String prefix, SequentialBlock block, NDArray input) {
        NDArray x = input;
        for (Pair<String, Block> child : block.getChildren()) {
            String name = prefix + child.getKey();
            x = child.getValue() instanceof SequentialBlock inner
                    ? sequence(name + ".", inner, x)
                    : single(name, child.getValue(), x);
        }
        return x;
    }

    private NDArray single(String name, Block block, NDArray x) {
        NDArray y = block.forward(store, new NDList(x), false).singletonOrThrow();
        if (block instanceof Conv2d c) {
            add(name, convolution(c, x), block);
            afterConvolution = true;
        } else if (block instanceof ai.djl.nn.norm.BatchNorm b) {
            add(name, batchNorm(name, b, x), block);
        } else if (block instanceof ai.djl.nn.core.Linear) {
            linear(name, block, x);
            afterConvolution = false;
        } else if (block instanceof LambdaBlock) {
            function(name, block, x, y);
        } else if (!(block instanceof Dropout)) {
            throw refused(name, block, "is of a kind that is not read");
        }
        return y;
    }

    private void add(String name, Layer layer, Block block) {
        builder.then(name, layer);
        List<Parameter> own = new ArrayList<>(block.getParameters().values());
        for (int i = 0; i < layer.parameters().size(); i++) {
            NDArray array = own.get(i).getArray();
            arrays.put(name + "." + layer.parameters().get(i).name(), single(array));
        }
    }

    /** On the CPU and in float32, as the test images are. */
    private NDArray single(NDArray array) {
        NDArray near = array.toDevice(Device.cpu(), false).toType(DataType.FLOAT32, true);
        near.attach(manager);
        return near;
    }

    private static Convolution convolution(Conv2d c, NDArray x) {
        return new Convolution(
                Math.toIntExact(x.getShape().get(1)),
                c.getFilters(),
                perAxis(c.getKernelShape()),
                perAxis(c.getStride()),
                perAxis(c.getPadding()),
                perAxis(c.getDilation()),
                c.getGroups(),
                c.isIncludeBias());
    }

    private static PerAxis perAxis(Shape shape) {
        return new PerAxis(Math.toIntExact(shape.get(0)), Math.toIntExact(shape.get(1)));
    }

    private static BatchNorm batchNorm(String name, ai.djl.nn.norm.BatchNorm b, NDArray x) {
        // DJL counts what is kept of the running statistics, and has no getters for these.
        double epsilon = number(name, b, "epsilon");
        double momentum = number(name, b, "momentum");
        if (number(name, b, "axis") != 1) {
            throw refused(name, b, "normalises another axis than the channels");
        }
        double taken = Math.round((1 - momentum) * 1e6) / 1e6;
        return new BatchNorm(Math.toIntExact(x.getShape().get(1)), epsilon, taken);
    }

    private static double number(String name, Block block, String field) {
        try {
            Field f = ai.djl.nn.norm.BatchNorm.class.getDeclaredField(field);
            f.setAccessible(true);
            return Double.parseDouble(f.get(block).toString());
        } catch (ReflectiveOperationException | RuntimeException hidden) {
            throw refused(name, block, "hides its " + field + " in this release of DJL");
        }
    }

    private void linear(String name, Block block, NDArray x) {
        if (x.getShape().dimension() != 2) {
            throw refused(name, block, "works on the last axis of " + x.getShape() + "; flatten first");
        }
        Shape weight = block.getParameters().valueAt(0).getArray().getShape();
        boolean bias = block.getParameters().size() > 1;
        add(name, new Linear(Math.toIntExact(weight.get(1)), Math.toIntExact(weight.get(0)), bias), block);
    }

    private void function(String name, Block block, NDArray x, NDArray y) {
        List<Layer> layers = FunctionLayers.of(block, x, y, store);
        if (layers == null) {
            String title = ((LambdaBlock) block).getName();
            throw refused(name, block, "is a function (" + title + ") that does what no layer here does");
        }
        for (int i = 0; i < layers.size(); i++) {
            Layer layer = layers.get(i);
            builder.then(i == 0 ? name : name + ".flatten", layer);
            if (afterConvolution && layer.isActivation()) {
                builder.tap();
            }
        }
    }

    private static FeatureFlowException refused(String name, Block block, String what) {
        return new FeatureFlowException(
                "DJL block “" + name + "” (" + block.getClass().getSimpleName() + ") " + what
                        + "; replace it or build the network with NetworkSpec.builder.");
    }
}
