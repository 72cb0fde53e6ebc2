package org.featureflow.nn;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.featureflow.engine.Autograd;
import org.featureflow.engine.GradMode;

/** Computes training batches with the graph cut at every tap, and at every fork: two segments must not share what is before them. */
final class SegmentedForward {
    private final NetworkSpec spec;
    private final Set<String> forks;
    private final ForwardPlan plan;

    SegmentedForward(NetworkSpec spec) {
        this.spec = spec;
        this.forks = spec.nodes().stream()
                .map(Node::name)
                .filter(node -> spec.consumers(node).size() > 1)
                .collect(Collectors.toSet());
        this.plan = ForwardPlan.of(spec, forks);
    }

    /**
     * Computes a batch; gradients are recorded whatever the thread's grad mode is.
     *
     * @param images in the arrays' precision
     */
    Segments run(NDArray images, NetworkArrays arrays) {
        try (GradMode on = GradMode.on()) {
            List<Segments.End> ends = new ArrayList<>();
            int input = spec.taps().indexOf(NetworkSpec.INPUT);
            if (input >= 0) {
                ends.add(new Segments.End(input, null, null));
            }
            Set<String> withGraph = new HashSet<>();
            Output output = plan.run(images, arrays.training(true), arrays::of, (node, array) -> {
                boolean hasGraph = node.inputs().stream().anyMatch(withGraph::contains) || arrays.isTrained(node);
                int tap = spec.taps().indexOf(node.name());
                if (hasGraph || tap >= 0) {
                    withGraph.add(node.name());
                }
                if (tap < 0 && !(hasGraph && forks.contains(node.name()))) {
                    return array;
                }
                NDArray leaf = Autograd.leaf(array);
                ends.add(new Segments.End(tap, hasGraph ? array : null, leaf));
                return leaf;
            });
            return new Segments(output, ends);
        }
    }
}
