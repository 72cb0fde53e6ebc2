package org.featureflow.compare;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which grades a comparison earns.
 *
 * @param broken grade → what breaks it, one sentence each; empty for what holds
 */
public record Fairness(Map<FairnessGrade, List<String>> broken) {
    private static final int SHOWN = 3;

    /** Copies the map. */
    public Fairness {
        Map<FairnessGrade, List<String>> sorted = new TreeMap<>();
        for (FairnessGrade g : FairnessGrade.values()) {
            sorted.put(g, List.copyOf(broken.getOrDefault(g, List.of())));
        }
        broken = java.util.Collections.unmodifiableMap(sorted);
    }

    /**
     * Whether nothing breaks a grade by itself; those before it may still not hold.
     *
     * @param grade which
     * @return true if it holds
     */
    public boolean holds(FairnessGrade grade) {
        return broken.get(grade).isEmpty();
    }

    /**
     * The highest grade of S1 to S4.2 that holds with all before it.
     *
     * @return empty if not even S1 holds
     */
    public Optional<FairnessGrade> grade() {
        FairnessGrade highest = null;
        for (FairnessGrade g : FairnessGrade.values()) {
            if (!g.laddered() || !holds(g)) {
                break;
            }
            highest = g;
        }
        return Optional.ofNullable(highest);
    }

    /**
     * The grade after {@link #grade}.
     *
     * @return empty at the top
     */
    public Optional<FairnessGrade> next() {
        for (FairnessGrade g : FairnessGrade.values()) {
            if (g.laddered() && !holds(g)) {
                return Optional.of(g);
            }
        }
        return Optional.empty();
    }

    /**
     * Grade, what breaks the next one, and the whole pipeline.
     *
     * @return two or three sentences
     */
    public String text() {
        StringBuilder out = new StringBuilder("Fairness (Wang et al. 2023): ");
        out.append(grade().map(g -> g.label() + ", " + g.text() + ".").orElse("none."));
        next().ifPresent(g -> out.append(' ').append(breaks(g)));
        for (FairnessGrade g : List.of(FairnessGrade.SX_A, FairnessGrade.SX_B)) {
            out.append(' ').append(holds(g) ? g.label() + " (" + g.text() + ") holds." : breaks(g));
        }
        return out.toString();
    }

    private String breaks(FairnessGrade g) {
        List<String> why = broken.get(g);
        String more = why.size() > SHOWN ? "; and " + (why.size() - SHOWN) + " more" : "";
        return g.label() + " (" + g.text() + ") does not hold: "
                + String.join("; ", why.subList(0, Math.min(SHOWN, why.size()))) + more + ".";
    }

    @Override
    public String toString() {
        return text();
    }
}
