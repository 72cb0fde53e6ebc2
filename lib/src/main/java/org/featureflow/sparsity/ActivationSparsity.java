package org.featureflow.sparsity;

import java.util.List;

/**
 * What one activation let through over a set of images.
 *
 * @param layer the activation's name
 * @param channels number of channels
 * @param zeros share of all activations that are zero
 * @param dead channels that were zero everywhere on every image
 * @param zerosByChannel the average percentage of zeros (APoZ, Hu et al. 2016) of every channel, from 0 to 1
 */
public record ActivationSparsity(String layer, int channels, double zeros, int dead, List<Double> zerosByChannel) {
    /** Copies the list. */
    public ActivationSparsity {
        zerosByChannel = List.copyOf(zerosByChannel);
    }
}
