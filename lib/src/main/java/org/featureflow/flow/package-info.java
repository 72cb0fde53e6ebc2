/**
 * The feature flow of a network: features f_0 … f_L of consecutive tapped layers, the length of the path they trace (gradient term) and how
 * much it bends (curvature term). After Wu, Lan, Zhang and Xiang, arXiv 2106.02914. The published text leaves the norm, the reduction, the
 * taps and what happens where shapes change open: each is an option of {@link org.featureflow.flow.FlowOptions}.
 */
package org.featureflow.flow;
