package org.featureflow.io;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the named tensors in the object that a checkpoint holds.
 *
 * @param tensors by name, in file order
 * @param skipped what else there was, each with its name and kind
 */
record StateDictionary(Map<String, TensorReference> tensors, List<String> skipped) {
    /** Where training programs put the weights. */
    private static final List<String> KEYS = List.of("state_dict", "model_state_dict", "model", "net");

    /** What wrappers put in front of every name: data parallelism and compilation. */
    private static final List<String> WRAPPERS = List.of("module.", "_orig_mod.");

    /** What weight averaging ({@code AveragedModel}) counts, beside a wrapped network. */
    private static final String COUNTER = "n_averaged";

    private static final int DEEPEST = 500;

    static StateDictionary of(Object root) throws MalformedFileException {
        requireShallow(root);
        if (!(root instanceof Map<?, ?> top)) {
            throw new MalformedFileException(
                    "it holds " + kind(root) + ", not a state dictionary", SaveStateDict.ADVICE);
        }
        List<String> skipped = new ArrayList<>();
        Map<?, ?> dictionary = top;
        // First, as beside them there may be tensors too: programs store their best accuracy as one.
        Optional<String> key = KEYS.stream()
                .filter(name -> top.get(name) instanceof Map<?, ?> inner && hasWeights(inner))
                .findFirst();
        if (key.isPresent()) {
            top.forEach((name, value) -> {
                if (!key.get().equals(name)) {
                    skipped.add(label(name) + " (" + kind(value) + ")");
                }
            });
            dictionary = (Map<?, ?>) top.get(key.get());
        } else if (!hasWeights(top)) {
            throw new MalformedFileException(
                    "it holds a dictionary without tensors that could be weights, at the top as well as under " + KEYS,
                    SaveStateDict.ADVICE);
        }
        Map<String, TensorReference> tensors = new LinkedHashMap<>();
        dictionary.forEach((name, value) -> {
            if (name instanceof String text
                    && value instanceof TensorReference tensor
                    && tensor.type().element() != null) {
                tensors.put(text, tensor);
            } else {
                skipped.add(label(name) + " (" + kind(value) + ")");
            }
        });
        return new StateDictionary(unwrapped(tensors, skipped), skipped);
    }

    /** A tensor without axes is a number, such as the best accuracy so far. */
    private static boolean hasWeights(Map<?, ?> dictionary) {
        return dictionary.entrySet().stream()
                .anyMatch(e -> e.getKey() instanceof String
                        && e.getValue() instanceof TensorReference tensor
                        && tensor.shape().length > 0);
    }

    private static Map<String, TensorReference> unwrapped(Map<String, TensorReference> tensors, List<String> skipped) {
        Map<String, TensorReference> wrapped = new LinkedHashMap<>(tensors);
        TensorReference counter = wrapped.remove(COUNTER);
        for (String wrapper : WRAPPERS) {
            if (!wrapped.isEmpty() && wrapped.keySet().stream().allMatch(name -> name.startsWith(wrapper))) {
                if (counter != null) {
                    skipped.add(COUNTER + " (" + kind(counter) + ")");
                }
                Map<String, TensorReference> shorter = new LinkedHashMap<>();
                wrapped.forEach((name, tensor) -> shorter.put(name.substring(wrapper.length()), tensor));
                return unwrapped(shorter, skipped);
            }
        }
        return tensors;
    }

    private static String label(Object name) {
        return name instanceof String || name instanceof Number ? name.toString() : kind(name);
    }

    private static String kind(Object value) {
        if (value == null) {
            return "None";
        }
        if (value instanceof TensorReference tensor) {
            return tensor.type().element() == null
                    ? "a tensor of type " + tensor.type().name()
                    : "a tensor";
        }
        if (value instanceof Map) {
            return "a dictionary";
        }
        if (value instanceof Collection || value instanceof Object[]) {
            return "a list, tuple or set";
        }
        if (value instanceof String || value instanceof byte[]) {
            return "text";
        }
        return value instanceof Number || value instanceof Boolean ? "a number" : "something else";
    }

    /** Breadth first and without recursion, so that neither depth nor cycles can hurt. */
    private static void requireShallow(Object root) throws MalformedFileException {
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Object> level = new ArrayDeque<>(children(List.of(root == null ? "" : root)));
        for (int depth = 0; !level.isEmpty(); depth++) {
            if (depth > DEEPEST) {
                throw new MalformedFileException(
                        "its containers are nested more than " + DEEPEST + " deep", SaveStateDict.ADVICE);
            }
            Deque<Object> next = new ArrayDeque<>();
            for (Object container : level) {
                if (seen.add(container)) {
                    next.addAll(children(container));
                }
            }
            level = next;
        }
    }

    private static List<Object> children(Object container) {
        Collection<?> items = List.of();
        if (container instanceof Map<?, ?> map) {
            items = map.values();
        } else if (container instanceof Collection<?> collection) {
            items = collection;
        } else if (container instanceof Object[] tuple) {
            items = Arrays.asList(tuple);
        }
        List<Object> containers = new ArrayList<>();
        for (Object item : items) {
            if (item instanceof Map || item instanceof Collection || item instanceof Object[]) {
                containers.add(item);
            }
        }
        return containers;
    }
}
