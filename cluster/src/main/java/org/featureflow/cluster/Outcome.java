package org.featureflow.cluster;

import java.io.Serializable;

/** How the job of a trial ended. What a task sends back crosses the wire. */
sealed interface Outcome {
    /**
     * The trial was run, whatever came of it.
     *
     * @param record the run's record as JSON
     */
    record Recorded(String record) implements Outcome, Serializable {}

    /**
     * No trial can run there.
     *
     * @param problem why: one sentence for the user
     */
    record Misconfigured(String problem) implements Outcome, Serializable {}

    /**
     * The job came to no end of its own; only the driver says so.
     *
     * @param why one sentence
     */
    record GivenUp(String why) implements Outcome {}
}
