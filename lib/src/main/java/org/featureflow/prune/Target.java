package org.featureflow.prune;

import java.util.Locale;
import org.featureflow.FeatureFlowException;

/**
 * How much is to be left.
 *
 * @param kind what is measured
 * @param value the fraction that is kept, more than 0 and at most 1; for a threshold the score up to which channels go
 */
public record Target(Kind kind, double value) {
    /** Half of the multiply–accumulates. */
    static final Target DEFAULT = macs(0.5);

    /** What a target is measured in. */
    public enum Kind {
        /** Share of the prunable channels that is kept. */
        CHANNELS,
        /** Share of the whole network's parameters that is kept. */
        PARAMETERS,
        /** Share of the whole network's multiply–accumulates that is kept. */
        MACS,
        /** Channels whose normalised score is at most the value go: what training has made nearly zero. */
        THRESHOLD
    }

    /**
     * Checks the value.
     *
     * @throws FeatureFlowException if it is out of range
     */
    public Target {
        String name = kind.name().toLowerCase(Locale.ROOT);
        if (kind == Kind.THRESHOLD ? !(value >= 0) || Double.isInfinite(value) : !(value > 0 && value <= 1)) {
            throw new FeatureFlowException("The target " + name + "=" + value + " is out of range; "
                    + (kind == Kind.THRESHOLD
                            ? "a threshold is 0 or more."
                            : "it is the fraction to keep, more than 0 and at most 1."));
        }
    }

    /**
     * A share of the prunable channels.
     *
     * @param kept fraction kept
     * @return the target
     */
    public static Target channels(double kept) {
        return new Target(Kind.CHANNELS, kept);
    }

    /**
     * A share of the parameters.
     *
     * @param kept fraction kept
     * @return the target
     */
    public static Target parameters(double kept) {
        return new Target(Kind.PARAMETERS, kept);
    }

    /**
     * A share of the multiply–accumulates.
     *
     * @param kept fraction kept
     * @return the target
     */
    public static Target macs(double kept) {
        return new Target(Kind.MACS, kept);
    }

    /**
     * Everything up to a normalised score goes.
     *
     * @param score the largest score that goes
     * @return the target
     */
    public static Target threshold(double score) {
        return new Target(Kind.THRESHOLD, score);
    }

    /**
     * Reads what {@link #toString} writes.
     *
     * @param text such as {@code macs=0.5}
     * @return the target
     * @throws FeatureFlowException if the text is none
     */
    public static Target parse(String text) {
        int equals = text.indexOf('=');
        try {
            Kind kind =
                    Kind.valueOf(text.substring(0, Math.max(0, equals)).trim().toUpperCase(Locale.ROOT));
            return new Target(kind, Double.parseDouble(text.substring(equals + 1)));
        } catch (IllegalArgumentException e) {
            throw new FeatureFlowException(
                    "The target “" + text
                            + "” cannot be read; write channels=, parameters= or macs= and the fraction to keep (macs=0.5), or threshold= and a score.",
                    e);
        }
    }

    /** Refuses a target that would have no effect. */
    void requireUsedBy(Scope scope) {
        if (scope instanceof Scope.Ratios ratios && ratios.others() == null) {
            throw new FeatureFlowException(
                    "Shares of groups alone leave the others whole and have no target; leave out " + this
                            + ", or give the others a scope too, as in Scope.ratios(shares, Scope.global()).");
        }
    }

    @Override
    public String toString() {
        return kind.name().toLowerCase(Locale.ROOT) + "=" + value;
    }
}
