package org.featureflow.sparsity;

import java.util.List;
import java.util.Locale;
import org.featureflow.FeatureFlowException;

/**
 * What counts as zero: values of size at most ε, or at most ε times a size that is typical for the layer. Batch norm makes a layer's scale
 * arbitrary, so a relative threshold says more there.
 *
 * @param epsilon ε, at least 0
 * @param basis what ε is a multiple of
 */
public record Threshold(double epsilon, Basis basis) {
    /** What ε is a multiple of. */
    public enum Basis {
        /** 1: ε itself. */
        ABSOLUTE(""),
        /** The largest size among the values. */
        MAXIMUM("·max"),
        /** The root of the mean square of the values. */
        RMS("·rms");

        private final String suffix;

        Basis(String suffix) {
            this.suffix = suffix;
        }
    }

    /** 10⁻⁵ to 10⁻², 10⁻³ and 10⁻² of the maximum, 10⁻² and 10⁻¹ of the root mean square. */
    public static final List<Threshold> USUAL = List.of(
            absolute(1e-5),
            absolute(1e-4),
            absolute(1e-3),
            absolute(1e-2),
            new Threshold(1e-3, Basis.MAXIMUM),
            new Threshold(1e-2, Basis.MAXIMUM),
            new Threshold(1e-2, Basis.RMS),
            new Threshold(1e-1, Basis.RMS));

    /**
     * Checks ε.
     *
     * @throws FeatureFlowException if it is negative or not a number
     */
    public Threshold {
        if (!(epsilon >= 0)) {
            throw new FeatureFlowException("A sparsity threshold must be 0 or a positive number, not " + epsilon + ".");
        }
    }

    /**
     * A fixed size.
     *
     * @param epsilon ε
     * @return the threshold
     */
    public static Threshold absolute(double epsilon) {
        return new Threshold(epsilon, Basis.ABSOLUTE);
    }

    /**
     * The size that counts as zero among some values.
     *
     * @param values weights of one layer, or the norms of its slices
     * @return ε, ε · max |v| or ε · √(Σ v² / n); 0 for no values
     */
    public double in(float[] values) {
        return switch (basis) {
            case ABSOLUTE -> epsilon;
            case MAXIMUM -> epsilon * Norms.maximum(values);
            case RMS -> values.length == 0 ? 0 : epsilon * Norms.l2(values) / Math.sqrt(values.length);
        };
    }

    /**
     * How many values count as zero.
     *
     * @param values weights of one layer, or the norms of its slices
     * @return the number of values with |v| ≤ {@link #in}
     */
    public long count(float[] values) {
        double limit = in(values);
        long count = 0;
        for (float v : values) {
            if (Math.abs(v) <= limit) {
                count++;
            }
        }
        return count;
    }

    /**
     * The share of values that count as zero, ε-sparsity (ℓ⁰_ε of Hurley and Rickard 2009).
     *
     * @param values weights of one layer, or the norms of its slices
     * @return from 0 to 1; NaN for no values
     */
    public double share(float[] values) {
        return (double) count(values) / values.length;
    }

    @Override
    public String toString() {
        String number = String.format(Locale.ROOT, "%.3e", epsilon)
                .replaceFirst("\\.?0+e", "e")
                .replaceFirst("e([+-])0*(\\d)", "e$1$2")
                .replace("e+", "e");
        return "≤" + (epsilon == 0 ? "0" : number) + basis.suffix;
    }
}
