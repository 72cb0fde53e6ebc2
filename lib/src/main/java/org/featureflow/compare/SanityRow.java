package org.featureflow.compare;

import java.util.Objects;
import org.featureflow.experiment.PruningChoice;
import org.featureflow.experiment.RunSpec;

/** Rows that every comparison should have: without them a gain may come from the retraining alone. */
public enum SanityRow {
    /** Channels chosen by random numbers, no penalty. */
    RANDOM_CHANNELS("random channels"),
    /** Every layer narrower by one factor, no penalty. */
    UNIFORM_WIDTH("uniform width"),
    /** Filters of least L1 norm, no penalty, retrained as the others. */
    L1("L1 with the same retraining"),
    /** No penalty, cut and retrained exactly as the rows with a penalty. */
    NO_PENALTY("no regulariser at the same cut"),
    /** A small network from scratch, as many epochs as the others in all. */
    SCRATCH_EPOCHS("small dense network from scratch, same epochs"),
    /** A small network from scratch, as many training MACs as the others. */
    SCRATCH_BUDGET("small dense network from scratch, same budget");

    private static final double SAME_SIZE = 0.1;
    private static final double SAME_BUDGET = 0.1;

    private final String text;

    SanityRow(String text) {
        this.text = text;
    }

    /**
     * What it is.
     *
     * @return words for a sentence
     */
    public String text() {
        return text;
    }

    /**
     * Whether a row serves as this one for another row. Sizes and budgets may differ by a tenth.
     *
     * @param candidate the row that may be it
     * @param method a row of role METHOD
     * @return true if it does
     */
    public boolean serves(ComparisonRow candidate, ComparisonRow method) {
        RunSpec spec = candidate.spec();
        if (this == SCRATCH_EPOCHS || this == SCRATCH_BUDGET) {
            return concerns(method)
                    && spec.weights() == null
                    && candidate.role() == ComparisonRow.Role.SCRATCH
                    && spec.penalty().isNone()
                    && candidate.hasImagesOf(method)
                    && near(mean(candidate, Measure.MACS), mean(method, Measure.MACS), SAME_SIZE)
                    && (this == SCRATCH_EPOCHS
                            ? candidate.totalEpochs() == method.totalEpochs()
                            : near(candidate.trainingMacs(), method.trainingMacs(), SAME_BUDGET));
        }
        if (candidate.role() != ComparisonRow.Role.METHOD
                || spec.pruning() == null
                || !candidate.isWithoutPenalty()
                || !candidate.point().equals(method.point())
                || !candidate.isOfSetting(method)) {
            return false;
        }
        PruningChoice cut = spec.pruning();
        return switch (this) {
            case RANDOM_CHANNELS -> cut.importance().equals("random");
            case UNIFORM_WIDTH -> cut.scope().equals("uniform");
            case L1 -> cut.importance().equals("l1") && sameRetraining(candidate, method);
            default -> candidate.isCutLike(method) && sameRetraining(candidate, method);
        };
    }

    /** Whether a network from scratch stands beside a row, for its epochs or its budget. */
    static boolean isScratchBeside(ComparisonRow scratch, ComparisonRow method) {
        return SCRATCH_EPOCHS.serves(scratch, method) || SCRATCH_BUDGET.serves(scratch, method);
    }

    /**
     * Whether a row should have this one beside it. What training went into weights that a run begins with is not known, so nothing from
     * scratch can have been trained as long.
     *
     * @param method a row of role METHOD that cuts
     * @return false if nothing could serve
     */
    boolean concerns(ComparisonRow method) {
        return method.spec().weights() == null || this != SCRATCH_EPOCHS && this != SCRATCH_BUDGET;
    }

    private static boolean sameRetraining(ComparisonRow a, ComparisonRow b) {
        return Objects.equals(
                Methods.plain(a.spec().retraining()), Methods.plain(b.spec().retraining()));
    }

    private static double mean(ComparisonRow row, Measure measure) {
        return row.sample(measure).mean();
    }

    private static boolean near(double a, double b, double tolerance) {
        return Math.abs(a - b) <= tolerance * b;
    }
}
