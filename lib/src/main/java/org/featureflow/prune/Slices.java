package org.featureflow.prune;

import org.featureflow.nn.ParameterSpec;

/**
 * The part of one array that belongs to the channels of a group. Two are equal if they hold the same array of indices, not an equal one; it
 * is not to be changed.
 *
 * @param node the node that holds the array
 * @param array the array's qualified name
 * @param kind what the array is for
 * @param axis the axis the channels lie along: 0 where the node makes them, 1 where it takes them
 * @param indices for every channel of the group its indices along the axis; usually one, H·W after a flattening
 * @param gate whether the node makes a factor for the channel, as the last layer of squeeze and excitation does: the values go with the
 *     channel, but without them the factor is not zero
 */
public record Slices(String node, String array, ParameterSpec.Kind kind, int axis, int[][] indices, boolean gate) {
    /**
     * Whether these values make the channel (a filter, its bias, its batch norm) or its factor rather than read it.
     *
     * @return true for axis 0
     */
    public boolean produces() {
        return axis == 0;
    }
}
