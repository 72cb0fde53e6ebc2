package org.featureflow.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The epochs of a training.
 *
 * @param epochs finished epochs in order
 */
public record History(List<EpochMetrics> epochs) {
    /** No epochs. */
    public static final History EMPTY = new History(List.of());

    /** Copies the list. */
    public History {
        epochs = List.copyOf(epochs);
    }

    /**
     * One epoch longer.
     *
     * @param epoch the new last epoch
     * @return a copy
     */
    public History with(EpochMetrics epoch) {
        List<EpochMetrics> longer = new ArrayList<>(epochs);
        longer.add(epoch);
        return new History(longer);
    }

    /**
     * The latest epoch.
     *
     * @return empty before the first has ended
     */
    public Optional<EpochMetrics> last() {
        return epochs.isEmpty() ? Optional.empty() : Optional.of(epochs.get(epochs.size() - 1));
    }

    /**
     * The epoch with the highest top-1 on the held-out images; the earliest of equals.
     *
     * @return empty if no epoch was validated
     */
    public Optional<EpochMetrics> best() {
        EpochMetrics best = null;
        for (EpochMetrics e : epochs) {
            if (e.validation() != null
                    && (best == null
                            || e.validation().top1() > best.validation().top1())) {
                best = e;
            }
        }
        return Optional.ofNullable(best);
    }
}
