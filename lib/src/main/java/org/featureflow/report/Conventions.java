package org.featureflow.report;

/** What every table and chart of a comparison means; said once above them. */
final class Conventions {
    static final String TABLES =
            "Mean ± sample standard deviation over seeds. Differences are paired by seed, to the row without penalty that is cut in the same way or else by the L1 norm (“against”), with Student's 95 % interval, each for itself. “At equal accuracy” is a mean loss of at most half a point on held-out images; of several such rows the sparsest is taken, and its interval is wider for that (Bonferroni). A claim is shown or contradicted where seeds alone do not make the difference; it is not shown inside the noise, without a difference, or where the sparsity costs more accuracy than that.";

    static final String CHARTS =
            "Error bars are one sample standard deviation over seeds, in charts of differences that of the paired differences.";

    private Conventions() {}
}
