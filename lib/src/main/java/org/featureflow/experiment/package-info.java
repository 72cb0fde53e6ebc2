/**
 * One experiment as data. A {@link org.featureflow.experiment.RunSpec} says all that decides a run's figures; its canonical JSON has a hash,
 * the hash names the run's folder, and the folder's {@link org.featureflow.experiment.RunRecord} holds what came out. Many of them are a {@link
 * org.featureflow.sweep sweep}; what they say is a {@link org.featureflow.compare comparison}.
 *
 * <pre>{@code
 * RunSettings base = RunSettings.of("resnet20", "cifar10").with("epochs", 30).with("importance", "l1").with("retrain-epochs", 10);
 * RunStore store = new RunStore(Path.of("runs"));
 * List<RunRecord> records = new ArrayList<>();
 * for (double k1 : new double[] {0, 1e-6}) {
 *     for (long seed : new long[] {1, 2, 3}) {
 *         RunSpec spec = base.with("gradient", k1).with("seed", seed).spec();
 *         records.add(Trial.of(spec, store).run());  // reads the record if the run has ended before
 *     }
 * }
 * }</pre>
 */
package org.featureflow.experiment;
