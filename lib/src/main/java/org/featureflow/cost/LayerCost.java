package org.featureflow.cost;

import org.featureflow.nn.FeatureShape;

/**
 * What one node of a network costs for one image.
 *
 * @param node the node's name
 * @param layer its kind, such as {@code Convolution}
 * @param output shape of its output
 * @param parameters trained values it holds
 * @param macs multiply–accumulates by {@link Convention#CONVOLUTION_AND_LINEAR}
 * @param operations operations by {@link Convention#ALL_LAYERS}
 */
public record LayerCost(String node, String layer, FeatureShape output, long parameters, long macs, long operations) {}
