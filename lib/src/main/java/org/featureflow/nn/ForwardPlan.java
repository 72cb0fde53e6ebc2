package org.featureflow.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;

/**
 * The order in which a network is computed and the moment each result can be freed. Closing a Java handle early is safe while training:
 * autograd keeps what the backward pass needs.
 */
final class ForwardPlan {
    private static final int IMAGES = -1;

    private final List<Node> nodes;
    private final int[][] inputs;
    private final int[] taps;
    private final List<List<Integer>> freeAfter;

    private ForwardPlan(List<Node> nodes, int[][] inputs, int[] taps, List<List<Integer>> freeAfter) {
        this.nodes = nodes;
        this.inputs = inputs;
        this.taps = taps;
        this.freeAfter = freeAfter;
    }

    /**
     * Plans a network's computation.
     *
     * @param kept names of nodes whose results outlive it, beside those of the taps and the last node
     */
    static ForwardPlan of(NetworkSpec spec, Set<String> kept) {
        Map<String, Integer> index = new HashMap<>();
        index.put(NetworkSpec.INPUT, IMAGES);
        List<Node> nodes = spec.nodes();
        int[][] inputs = new int[nodes.size()][];
        int[] lastUse = new int[nodes.size()];
        for (int i = 0; i < nodes.size(); i++) {
            inputs[i] = nodes.get(i).inputs().stream().mapToInt(index::get).toArray();
            for (int from : inputs[i]) {
                if (from != IMAGES) {
                    lastUse[from] = i;
                }
            }
            lastUse[i] = i;
            index.put(nodes.get(i).name(), i);
        }
        int[] taps = spec.taps().stream().mapToInt(index::get).toArray();
        List<List<Integer>> freeAfter = new ArrayList<>();
        nodes.forEach(n -> freeAfter.add(new ArrayList<>()));
        for (int i = 0; i < nodes.size() - 1; i++) {
            int node = i;
            if (Arrays.stream(taps).noneMatch(t -> t == node)
                    && !kept.contains(nodes.get(node).name())) {
                freeAfter.get(lastUse[i]).add(i);
            }
        }
        return new ForwardPlan(nodes, inputs, taps, freeAfter);
    }

    /**
     * Computes all nodes.
     *
     * @param training whether a node, by its index, uses and updates batch statistics
     * @param passOn gets each node and its output and gives back what later nodes take for it
     */
    Output run(
            NDArray images,
            IntPredicate training,
            IntFunction<List<NDArray>> arrays,
            BiFunction<Node, NDArray, NDArray> passOn) {
        NDArray[] results = new NDArray[nodes.size()];
        for (int i = 0; i < results.length; i++) {
            List<NDArray> given = new ArrayList<>(inputs[i].length);
            for (int from : inputs[i]) {
                given.add(from == IMAGES ? images : results[from]);
            }
            Node node = nodes.get(i);
            results[i] = passOn.apply(node, node.layer().forward(given, arrays.apply(i), training.test(i)));
            for (int done : freeAfter.get(i)) {
                results[done].close();
            }
        }
        List<NDArray> features = new ArrayList<>(taps.length);
        for (int tap : taps) {
            features.add(tap == IMAGES ? images : results[tap]);
        }
        return new Output(vectors(results.length == 0 ? images : results[results.length - 1]), features);
    }

    /** A network may end in maps of one row and column; logits are vectors all the same. */
    private static NDArray vectors(NDArray last) {
        Shape shape = last.getShape();
        return shape.dimension() == 2 ? last : last.reshape(shape.get(0), shape.get(1));
    }
}
