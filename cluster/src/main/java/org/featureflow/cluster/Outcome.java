package org.featureflow.cluster;

import java.io.Serializable;

/**
 * What a task sends back.
 *
 * @param record the run's record as JSON; null if there is a problem
 * @param problem why no trial can run there; null if one did
 */
record Outcome(String record, String problem) implements Serializable {}
