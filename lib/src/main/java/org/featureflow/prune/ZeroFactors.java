package org.featureflow.prune;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import org.featureflow.engine.GradMode;
import org.featureflow.engine.HostValues;

/** Arrays of a network and the zeros and ones they are multiplied by in place. */
final class ZeroFactors {
    private record Product(NDArray array, NDArray factors) {}

    private final NDManager owner;
    private final List<Product> products = new ArrayList<>();

    /** @param owner owner of the factors */
    ZeroFactors(NDManager owner) {
        this.owner = owner;
    }

    /**
     * Adds an array.
     *
     * @param array an array of the network
     * @param factors 0 or 1, row-major
     * @param shape a shape that broadcasts to the array's
     */
    void add(NDArray array, float[] factors, Shape shape) {
        products.add(new Product(array, HostValues.array(owner, factors, shape, array.getDataType())));
    }

    /** Zeroes what is to be zero. */
    void apply() {
        try (GradMode off = GradMode.off()) {
            products.forEach(p -> p.array().muli(p.factors()));
        }
    }
}
