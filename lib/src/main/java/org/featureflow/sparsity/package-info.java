/**
 * How sparse a network is: pure functions over arrays, and {@link org.featureflow.sparsity.SparsityReport}, which applies them to every layer
 * and to the whole network, its activations and its feature flow.
 *
 * <pre>{@code
 * SparsityReport report = SparsityReport.of(network);
 * System.out.println(report);
 * report.spread().gini();
 * report.layers().get(0).nearZero().get(0).filters();
 *
 * float[] oneOfFour = {0, 0, 0, 2};
 * Concentration.hoyer(oneOfFour);           // 1: all size in one value
 * Threshold.absolute(1e-3).share(oneOfFour);  // 0.75
 * }</pre>
 */
package org.featureflow.sparsity;
