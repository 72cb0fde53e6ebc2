/**
 * Networks as data: {@link org.featureflow.nn.NetworkSpec} describes an architecture as an ordered graph of layer records, and
 * {@link org.featureflow.nn.Network} is that description with its arrays, a DJL {@code Block}. Everything else in the toolkit (costs,
 * channel groups, files, export) is a walk over the spec.
 *
 * <pre>{@code
 * NetworkSpec tiny = NetworkSpec.builder("tiny", new FeatureShape(3, 32, 32))
 *         .convolution("conv1", 16, 3, 1).batchNorm("bn1").relu("relu1").tap()
 *         .convolution("conv2", 16, 3, 1).batchNorm("bn2").relu("relu2").tap()
 *         .globalAveragePool("pool").flatten("flatten").linear("fc", 10)
 *         .build();
 * try (Network network = Network.create(tiny, 1);
 *         NDManager step = network.manager().newSubManager()) {
 *     Output output = network.forward(step.zeros(new Shape(8, 3, 32, 32)), false);
 *     output.logits();    // [8, 10]
 *     output.features();  // f_0 and f_1, each [8, 16, 32, 32]
 * }
 * }</pre>
 */
package org.featureflow.nn;
