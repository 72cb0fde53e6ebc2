package org.featureflow.compare;

/**
 * How much of two pruning methods' surroundings is equal, after Wang et al. 2023, <em>Why is the State of Neural Network Pruning so
 * Confusing?</em> Grades S1 to S4.2 each include those before; SX looks at the whole pipeline instead. Sparsity training here starts from
 * random weights, so the common base of S2 is the seeds: equal starting weights and order of images, and for rows of one training the same networks.
 */
public enum FairnessGrade {
    /** Same images, network and amount cut. */
    S1("S1", "same images, network and amount cut"),
    /** Also the same base: seeds, and with them starting weights. */
    S2("S2", "same seeds, or the same file, and so starting weights"),
    /** Also the same number of retraining epochs. */
    S3_1("S3.1", "same number of retraining epochs"),
    /** Also the same retraining recipe, penalties and teacher included. The least that a comparison should have. */
    S3_2("S3.2", "same retraining recipe"),
    /** Also the same number of epochs before the cut. */
    S4_1("S4.1", "same number of epochs before the cut"),
    /** Also the same recipe before the cut, but for the penalty. */
    S4_2("S4.2", "same recipe before the cut, but for the penalty"),
    /** The same total number of epochs. A network that is small from the start has either the epochs or the budget of a method. */
    SX_A("SX-A", "same total number of epochs"),
    /** At each size of the cut the same total of training MACs within 5 %. */
    SX_B("SX-B", "same total of training MACs, within 5 %");

    private final String label;
    private final String text;

    FairnessGrade(String label, String text) {
        this.label = label;
        this.text = text;
    }

    /**
     * What the source calls it.
     *
     * @return such as {@code S3.2}
     */
    public String label() {
        return label;
    }

    /**
     * What is equal.
     *
     * @return words for a sentence
     */
    public String text() {
        return text;
    }

    /** Whether it is one of the grades that include each other. */
    boolean laddered() {
        return compareTo(S4_2) <= 0;
    }
}
