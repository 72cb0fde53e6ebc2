/** JMH benchmarks of the parts of a training step: input batch, feature flow, optimiser, the whole step. */
package org.featureflow.jmh;
