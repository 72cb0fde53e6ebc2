package org.featureflow.report;

/** What every table and chart of a comparison means; said once above them. */
final class Conventions {
    /** Student's factor for one degree of freedom is 12.7. */
    private static final String TWO_SEEDS =
            "An interval of two seeds is wide or narrow by how alike two differences happen to be: among rows of two seeds, which one it decides says little of which effect is larger.";

    static final String TABLES =
            "Mean ± sample standard deviation over seeds. Differences are paired by seed, to the row without penalty (“against”) that is cut in the same way or by the L1 norm, the better of the two on held-out images, with Student's 95 % interval, each for itself. Of several rows of FFR the one that validates best speaks, for sparsity the sparsest at equal accuracy, which is a mean loss of at most half a point on held-out images; where such a choice flatters a difference, its interval is wider for it (Bonferroni). "
                    + TWO_SEEDS
                    + " A claim is shown or contradicted where that interval lies on one side of 0; it is not shown inside the noise, without a difference, or, of sparsity, where the interval of the accuracy on held-out images does not exclude a loss of one point.";

    /** For a README, whose reader finds the rest where the tables are explained. */
    static final String IN_SHORT =
            "Mean ± sample standard deviation over seeds; differences are paired by seed, in brackets Student's 95 % interval, wider in the last table where having chosen the best of several rows flatters the difference. "
                    + TWO_SEEDS + " A claim is *shown* or *contradicted* where that interval lies on one side of 0.";

    static final String CHARTS =
            "Error bars are one sample standard deviation over seeds, in charts of differences that of the paired differences; the 95 % interval of a mean is 2.5 times as wide with three seeds and 9 times with two.";

    private Conventions() {}
}
