/**
 * The feature flow of a network: features f_0 … f_L of consecutive tapped layers, the length of the path they trace (gradient term) and how
 * much it bends (curvature term). After Wu, Lan, Zhang and Xiang, arXiv 2106.02914. The published text leaves the norm, the reduction, the
 * taps and what happens where shapes change open: each is an option of {@link org.featureflow.flow.FlowOptions}.
 *
 * <pre>{@code
 * // Features of any DJL network: here of two images with two values each.
 * NDArray f0 = manager.create(new float[][] {{0, 0}, {0, 0}});
 * NDArray f1 = manager.create(new float[][] {{1, 0}, {2, 0}});
 * NDArray f2 = manager.create(new float[][] {{2, 1}, {4, 0}});
 * FeatureFlow flow = FeatureFlow.of(List.of(f0, f1, f2));
 * flow.gradient().getFloat();   // ((1 + 2) + (2 + 2)) / 2 = 3.5
 * flow.curvature().getFloat();  // (|0| + |1| + |0| + |0|) / 2 = 0.5
 * NDArray loss = crossEntropy.add(Ops.scale(flow.gradient(), 1e-5)).add(Ops.scale(flow.curvature(), 1e-5));
 * }</pre>
 */
package org.featureflow.flow;
