/**
 * Trials as tasks of Apache Spark: one trial a task, whose folder lies where driver and executors all see it. {@link
 * org.featureflow.cluster.SparkRunner} is the driver's side, {@link org.featureflow.cluster.LocalCluster} a real cluster on one machine.
 *
 * <pre>{@code
 * RunSpec spec = RunSettings.of("resnet20", "cifar10").with("gradient", 1e-6).with("seed", 1).spec();
 * RunStore store = new RunStore(Path.of("runs"));
 * try (TrialRunner runner = SparkRunner.open("local[2]", Map.of())) {
 *     runner.run(List.of(spec, spec.withSeed(2)), store, TrialListener.NONE);
 * }
 * store.record(spec).orElseThrow().last().test();
 * }</pre>
 */
package org.featureflow.cluster;
