package org.featureflow.prune;

/**
 * Where the channels of a group appear in a node's output. Two are equal if they hold the same array of indices, not an equal one; it is not
 * to be changed.
 *
 * @param node the node
 * @param indices for every channel of the group the output channels it is found at
 */
public record Occurrence(String node, int[][] indices) {}
