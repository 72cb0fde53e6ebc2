package org.featureflow.io.djl;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.SequentialBlock;
import java.util.Map;
import org.featureflow.FeatureFlowException;
import org.featureflow.engine.EngineSettings;
import org.featureflow.engine.GradMode;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.Network;
import org.featureflow.nn.NetworkSpec;

/**
 * A {@link SequentialBlock} as a network of the toolkit, to be pruned, saved and exported.
 *
 * <pre>{@code
 * block.initialize(manager, DataType.FLOAT32, new Shape(1, 3, 32, 32));
 * try (Network network = DjlNetwork.of(block, new FeatureShape(3, 32, 32), "mine")) { ... }
 * }</pre>
 *
 * <p>Known are Conv2d, BatchNorm, Linear, Dropout, nested sequential blocks, and functions that compute what a rectifier, leaky or not, ReLU6, ELU, tanh, a swish or
 * sigmoid, a 2-d max or average pool, a global average pool, a flattening or nothing computes. A function cannot be looked into, so it is told by what it does to
 * test inputs, and the finished network is compared with the block.
 */
public final class DjlNetwork {
    private static final double TOLERANCE = 1e-4;

    private DjlNetwork() {}

    /**
     * A network that computes what a block computes in inference; every activation that follows a convolution is tapped.
     *
     * @param block the block, initialised, on any device; it stays as it is
     * @param input shape of an image
     * @param name what to call the network
     * @return the network, with copies of the arrays, on the CPU; close it
     * @throws FeatureFlowException if a block is of another kind, with its name
     */
    public static Network of(SequentialBlock block, FeatureShape input, String name) {
        if (!block.isInitialized()) {
            throw new FeatureFlowException("The block has no arrays yet; call its initialize first.");
        }
        try (GradMode off = GradMode.off();
                NDManager manager = EngineSettings.engine().newBaseManager(Device.cpu())) {
            BlockReader reader = new BlockReader(manager, name, input);
            NDArray expected = reader.read(block);
            NetworkSpec spec = reader.spec();
            if (!spec.head().layer().keepsZero()) {
                throw new FeatureFlowException("The block ends in “"
                        + spec.head().name() + "”, which turns logits into something else; leave it out.");
            }
            Map<String, NDArray> arrays = reader.arrays();
            Network network = Network.of(spec, Device.cpu(), (array, owner) -> {
                NDArray copy = arrays.get(array).duplicate();
                copy.attach(owner);
                return copy;
            });
            try {
                NDArray actual = network.forward(reader.images(), false).logits();
                requireEqual(expected, actual);
                return network;
            } catch (RuntimeException | Error e) {
                network.close();
                throw e;
            }
        }
    }

    private static void requireEqual(NDArray expected, NDArray actual) {
        double scale = Math.max(1, expected.abs().max().getFloat());
        boolean same = expected.getShape().equals(actual.getShape())
                && expected.sub(actual).abs().max().getFloat() < TOLERANCE * scale;
        if (!same) {
            throw new FeatureFlowException(
                    "The block computes something else than its parts one after the other seem to;"
                            + " build the network with NetworkSpec.builder instead.");
        }
    }
}
