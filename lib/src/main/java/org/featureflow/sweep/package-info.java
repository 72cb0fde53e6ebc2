/**
 * Many experiments as data, and who runs them. A {@link org.featureflow.sweep.Sweep} is a base, axes and seeds, from a file or from code; each
 * of its trials is a {@link org.featureflow.experiment.RunSpec}. A {@link org.featureflow.sweep.TrialRunner} runs them in this process or in a
 * pool of child processes; module {@code cluster} adds Apache Spark.
 *
 * <pre>{@code
 * Sweep sweep = Sweep.of("gradient-term", Map.of("model", "resnet20", "data", "cifar10", "epochs", 30, "importance", "l1"))
 *         .grid("gradient", 0, 1e-6, 1e-5)
 *         .seeds(1, 2, 3);
 * List<RunSpec> trials = sweep.trials().stream().map(SweepTrial::spec).toList();
 * RunStore store = new RunStore(Path.of("runs"));
 * try (TrialRunner runner = TrialRunners.open("pool:2", Map.of())) {
 *     runner.run(trials, store, new TrialListener() {});
 * }
 * }</pre>
 */
package org.featureflow.sweep;
