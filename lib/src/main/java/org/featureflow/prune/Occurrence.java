package org.featureflow.prune;

/**
 * Where the channels of a group appear in a node's output.
 *
 * @param node the node
 * @param indices for every channel of the group the output channels it is found at
 */
public record Occurrence(String node, int[][] indices) {}
