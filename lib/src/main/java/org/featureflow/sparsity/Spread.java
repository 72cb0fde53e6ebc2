package org.featureflow.sparsity;

/**
 * How unevenly size is spread over weights; see {@link Concentration}.
 *
 * @param hoyer from 0 to 1
 * @param gini from 0 to 1 − 1/n
 * @param pqIndex with p = ½ and q = 1, from 0 to 1 − 1/n
 * @param kurtosis about zero, from 1 to n; 3 for normally distributed weights
 */
public record Spread(double hoyer, double gini, double pqIndex, double kurtosis) {
    /**
     * All measures.
     *
     * @param values weights
     * @return the measures; NaN for zeros only
     */
    public static Spread of(float[] values) {
        return new Spread(
                Concentration.hoyer(values),
                Concentration.gini(values),
                Concentration.pqIndex(values),
                Concentration.kurtosis(values));
    }
}
