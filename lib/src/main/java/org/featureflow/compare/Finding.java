package org.featureflow.compare;

/**
 * What records say about a claim.
 *
 * @param claim a statement that may be true
 * @param cut the cut of which it is stated, as {@code macs=0.5}; empty if of networks before any cut
 * @param row the row that speaks for it where there are several; empty if none can, or the claim names it
 * @param verdict what the records say
 * @param difference that decides, in points; positive is in favour of the claim
 * @param evidence the figures, in a sentence
 */
public record Finding(
        String claim, String cut, String row, Verdict verdict, PairedDifference difference, String evidence) {
    /** What records say. */
    public enum Verdict {
        /** It is so beyond what seeds alone can make. */
        SHOWN("shown"),
        /** It may be so; the gap is inside the noise, or too small to matter. */
        NOT_SHOWN("not shown"),
        /** It is the other way round beyond what seeds alone can make. */
        CONTRADICTED("contradicted"),
        /** There are fewer than two seeds. */
        NOT_JUDGED("not to be judged by one seed");

        private final String text;

        Verdict(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /**
     * The finding in words.
     *
     * @return claim, verdict and figures
     */
    @Override
    public String toString() {
        return claim + (cut.isEmpty() ? "" : " (" + cut + ")") + ": " + verdict + ". " + evidence;
    }
}
