package org.featureflow.experiment;

import java.util.Map;

/**
 * Where a run was done.
 *
 * @param versions library → version, of {@link org.featureflow.train.Provenance#versions}
 * @param device such as {@code cpu()}
 * @param threads threads of the numeric library
 * @param commit the toolkit's git commit; empty if unknown
 * @param started when, ISO 8601
 * @param ended when, ISO 8601
 */
public record Surroundings(
        Map<String, String> versions, String device, int threads, String commit, String started, String ended) {}
