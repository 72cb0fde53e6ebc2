package org.featureflow.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Parameter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntPredicate;
import org.featureflow.FeatureFlowException;
import org.featureflow.engine.Autograd;

/** A network's arrays by name and by node; the manager they are made with owns them. */
final class NetworkArrays {
    /** Of the matrices of all padded shortcuts, which a file of a few bytes may ask for: 256 MiB in float32, and no known network has a fifth. */
    private static final long MOST_SELECTED = 1L << 26;

    private final NetworkSpec spec;
    private final Map<String, Parameter> byName = new LinkedHashMap<>();
    private final List<List<Parameter>> byNode = new ArrayList<>();
    /** Index of a node → what it selects channels by, which is no parameter. */
    private final Map<Integer, NDArray> selections = new HashMap<>();

    /**
     * Makes them all, to be called with gradients off.
     *
     * @param values makes the array of a qualified name
     */
    NetworkArrays(NetworkSpec spec, NDManager owner, BiFunction<String, NDManager, NDArray> values) {
        this.spec = spec;
        requireFewSelections(spec);
        for (Node node : spec.nodes()) {
            List<Parameter> own = new ArrayList<>();
            for (ParameterSpec p : node.layer().parameters()) {
                String name = node.name() + "." + p.name();
                own.add(parameter(name, p, values.apply(name, owner)));
            }
            byNode.add(own);
        }
        for (int i = 0; i < spec.nodes().size(); i++) {
            if (spec.nodes().get(i).layer() instanceof PadShortcut shortcut) {
                selections.put(i, shortcut.selection(owner, type()));
            }
        }
    }

    private static void requireFewSelections(NetworkSpec spec) {
        long entries = 0;
        for (Node node : spec.nodes()) {
            if (node.layer() instanceof PadShortcut shortcut) {
                entries += (long) shortcut.in() * shortcut.sources().size();
            }
        }
        if (entries > MOST_SELECTED) {
            throw new FeatureFlowException("The padded shortcuts of network " + spec.name() + " select by matrices of "
                    + entries + " entries, more than " + MOST_SELECTED + "; use fewer or narrower ones.");
        }
    }

    private Parameter parameter(String name, ParameterSpec p, NDArray array) {
        if (!array.getShape().equals(p.shape())) {
            throw new FeatureFlowException("Array “" + name + "” of network " + spec.name() + " has shape "
                    + array.getShape() + ", but the network needs " + p.shape() + ".");
        }
        Parameter parameter = Parameter.builder()
                .setName(name)
                .setType(p.kind().djl())
                .optRequiresGrad(p.kind().trained())
                .build();
        parameter.setArray(array);
        byName.put(name, parameter);
        return parameter;
    }

    /** Qualified name → parameter, in order of computation, unmodifiable. */
    Map<String, Parameter> byName() {
        return Collections.unmodifiableMap(byName);
    }

    NDArray named(String name) {
        Parameter p = byName.get(name);
        if (p == null) {
            throw new FeatureFlowException("Network " + spec.name() + " has no array “" + name + "”.");
        }
        return p.getArray();
    }

    /** Float32 where there is no array. */
    DataType type() {
        return byName.values().stream()
                .findFirst()
                .map(p -> p.getArray().getDataType())
                .orElse(DataType.FLOAT32);
    }

    /** What a node computes with. */
    List<NDArray> of(int node) {
        return of(node, Parameter::getArray);
    }

    /**
     * What a node computes with.
     *
     * @param node its index
     * @param value the array of a parameter
     */
    List<NDArray> of(int node, Function<Parameter, NDArray> value) {
        NDArray selection = selections.get(node);
        return selection != null
                ? List.of(selection)
                : byNode.get(node).stream().map(value).toList();
    }

    /** Names of the arrays that training keeps as they are: what is frozen, and the statistics of frozen batch norms. */
    List<String> frozen() {
        Map<String, ParameterSpec> specs = spec.parameters();
        List<String> names = new ArrayList<>();
        for (int node = 0; node < byNode.size(); node++) {
            boolean withStatistics = isFrozenNorm(node);
            byNode.get(node).stream()
                    .filter(p -> !p.requiresGradient())
                    .filter(p -> withStatistics || specs.get(p.getName()).kind().trained())
                    .forEach(p -> names.add(p.getName()));
        }
        return names;
    }

    /** Which nodes use and update batch statistics: while training all but frozen batch norms. */
    IntPredicate training(boolean training) {
        return node -> training && !isFrozenNorm(node);
    }

    private boolean isFrozenNorm(int node) {
        return spec.nodes().get(node).layer() instanceof BatchNorm
                && byNode.get(node).stream().noneMatch(Parameter::requiresGradient);
    }

    /** Images as the network computes: data sets give float32. */
    NDArray inPrecision(NDArray images) {
        return images.getDataType() == type() ? images : images.toType(type(), false);
    }

    boolean isTrained(Node node) {
        return node.layer().parameters().stream()
                .anyMatch(p -> named(node.name() + "." + p.name()).hasGradient());
    }

    static NDArray copyOf(NDArray array, NDManager owner) {
        NDArray copy = array.duplicate();
        copy.attach(owner);
        return copy;
    }

    /** A copy of a type, on the owner's device; one of the two has to be another, or DJL gives the same memory under another name. */
    static NDArray converted(NDArray array, DataType type, NDManager owner) {
        // DJL makes a manager for what comes to another device, below that of the array; closing the copy leaves it
        // there.
        try (NDManager local = array.getManager().newSubManager()) {
            NDArray here = Autograd.detach(array);
            here.attach(local);
            NDArray converted = here.toDevice(owner.getDevice(), true).toType(type, true);
            converted.attach(owner);
            return converted;
        }
    }
}
