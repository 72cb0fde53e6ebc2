/**
 * JMH benchmarks of the parts of a training step: input batch, feature flow, optimiser, the whole step.
 *
 * <pre>{@code
 * Options options = new OptionsBuilder().include("TrainingStepBenchmark").param("network", "resnet20").build();
 * new Runner(options).run();
 * }</pre>
 */
package org.featureflow.jmh;
