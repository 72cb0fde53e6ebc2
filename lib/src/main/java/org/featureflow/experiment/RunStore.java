package org.featureflow.experiment;

import java.nio.file.Path;

/**
 * A folder of runs, one folder a run, named after its specification.
 *
 * @param root the folder, {@code runs} by custom
 */
public record RunStore(Path root) {}
