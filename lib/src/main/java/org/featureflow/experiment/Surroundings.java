package org.featureflow.experiment;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.featureflow.Times;
import org.featureflow.engine.EngineSettings;
import org.featureflow.train.Provenance;

/**
 * Where a run was done.
 *
 * @param versions library → version, of {@link org.featureflow.train.Provenance#versions}
 * @param device such as {@code cpu()}
 * @param threads threads of the numeric library
 * @param commit the toolkit's git commit when the process began its first run, and before it, with a comma, that of a process that began
 *     this run if it was another; empty if unknown
 * @param started when, ISO 8601
 * @param ended when, ISO 8601
 */
public record Surroundings(
        Map<String, String> versions, String device, int threads, String commit, String started, String ended) {
    private static final String CODE = "code";

    /** Copies the map, in order. */
    public Surroundings {
        versions = versions == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(versions));
    }

    /**
     * Of this process, ending now.
     *
     * @param device such as {@code cpu()}
     * @param started when the run began, ISO 8601
     * @return versions, threads and commit of this process
     */
    public static Surroundings now(String device, String started) {
        Map<String, String> versions = new LinkedHashMap<>();
        Provenance.versions().asMap().forEach((name, version) -> versions.put(name, version.getAsString()));
        return new Surroundings(
                versions, device, EngineSettings.threads(), GitCommit.ofThisProcess(), started, Times.now());
    }

    /** The same of a run that another process may have begun: it has what began it, then what went on with it. */
    Surroundings begunBy(String otherCommit, String otherCode) {
        Map<String, String> both = new LinkedHashMap<>(versions);
        both.computeIfPresent(CODE, (name, code) -> joined(otherCode, code));
        return new Surroundings(both, device, threads, joined(otherCommit, commit), started, ended);
    }

    private static String joined(String before, String now) {
        boolean same = before == null || before.isEmpty() || before.equals(now);
        return same ? now : now.isEmpty() ? before : before + ", " + now;
    }
}
