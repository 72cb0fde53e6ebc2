package org.featureflow.prune;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.featureflow.engine.GradMode;

/** Length and curvature of the feature flow channel by channel, averaged over images and positions. */
final class FlowTerms {
    /** The difference of order 1 or 2 that starts at a tap. */
    private record Term(List<String> taps, boolean second) {}

    /** In the order of the taps. */
    private final Map<Term, double[]> byChannel = new LinkedHashMap<>();

    private long images;

    private FlowTerms() {}

    static FlowTerms of(Evidence evidence) {
        FlowTerms terms = new FlowTerms();
        List<Term> wanted = new ArrayList<>();
        List<String> taps = evidence.spec().taps();
        try (GradMode off = GradMode.off()) {
            evidence.samples().forEach(evidence.network().manager(), (images, labels) -> {
                List<NDArray> features =
                        evidence.network().forward(images, false).features();
                if (terms.images == 0) {
                    wanted.addAll(terms(taps, features));
                }
                for (Term term : wanted) {
                    List<NDArray> f = term.taps().stream()
                            .map(t -> features.get(taps.indexOf(t)))
                            .toList();
                    terms.add(term, f, images.getShape().get(0));
                }
                terms.images += images.getShape().get(0);
            });
        }
        return terms;
    }

    /** By the arrays: to a spec a vector and a map of one position have one shape. */
    private static List<Term> terms(List<String> taps, List<NDArray> features) {
        List<Term> terms = new ArrayList<>();
        for (int length = 2; length <= 3; length++) {
            for (int l = 0; l + length <= taps.size(); l++) {
                List<NDArray> part = features.subList(l, l + length);
                if (part.stream().map(NDArray::getShape).distinct().count() == 1) {
                    terms.add(new Term(List.copyOf(taps.subList(l, l + length)), length == 3));
                }
            }
        }
        return terms;
    }

    private void add(Term term, List<NDArray> f, long weight) {
        double[] sums = byChannel.computeIfAbsent(
                term, t -> new double[(int) f.get(0).getShape().get(1)]);
        try (NDArray first = f.get(1).sub(f.get(0));
                NDArray difference = term.second() ? f.get(2).sub(f.get(1)).subi(first) : first.duplicate()) {
            double[] sizes = Activations.meanAbsolute(difference);
            for (int c = 0; c < sums.length; c++) {
                sums[c] += weight * sizes[c];
            }
        }
    }

    /** Whether a channel that is found there takes part in any difference. */
    boolean differences(List<Occurrence> tapped) {
        return byChannel.keySet().stream()
                .anyMatch(t -> tapped.stream().anyMatch(o -> t.taps().contains(o.node())));
    }

    /** The channel's own part of length and curvature; a term that it is in at both ends counts once. */
    double sum(List<Occurrence> tapped, int channel, double curvature) {
        double sum = 0;
        for (Map.Entry<Term, double[]> e : byChannel.entrySet()) {
            Set<Integer> positions = new TreeSet<>();
            for (Occurrence o : tapped) {
                if (e.getKey().taps().contains(o.node())) {
                    Arrays.stream(o.indices()[channel]).forEach(positions::add);
                }
            }
            for (int p : positions) {
                sum += (e.getKey().second() ? curvature : 1) * e.getValue()[p] / images;
            }
        }
        return sum;
    }
}
