package org.featureflow.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;

/** Copies a network for other classes. */
final class NewHead {
    private NewHead() {}

    /** See {@link Network#withHead}. */
    static Network of(Network network, int classes, long seed) {
        NetworkSpec spec = network.spec().withClasses(classes);
        Set<String> fresh = Set.copyOf(spec.arraysOf(List.of(spec.classifier().name())));
        Set<String> frozen = new HashSet<>(network.frozen());
        frozen.removeAll(fresh);
        BiFunction<String, NDManager, NDArray> starting = Initialization.of(spec, seed);
        Network copy = Network.of(
                spec,
                network.device(),
                (name, owner) -> fresh.contains(name)
                        ? inPrecisionOf(network, starting.apply(name, owner))
                        : NetworkArrays.copyOf(network.array(name), owner));
        copy.freezeParameters(true, p -> frozen.contains(p.getName()));
        return copy;
    }

    private static NDArray inPrecisionOf(Network network, NDArray array) {
        if (array.getDataType() == network.dataType()) {
            return array;
        }
        try (array) {
            return array.toType(network.dataType(), true);
        }
    }
}
