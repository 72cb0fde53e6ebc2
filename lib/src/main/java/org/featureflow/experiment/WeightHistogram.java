package org.featureflow.experiment;

import java.util.List;

/**
 * How many weights of a network have which size.
 *
 * @param from log10 |w| at the left edge of the first bin
 * @param to log10 |w| at the right edge of the last bin; sizes beyond the edges count in the outer bins
 * @param weights counts for all weights of convolutions and linear layers
 * @param filters counts for the L2 norms of filters with the batch norm folded in
 */
public record WeightHistogram(double from, double to, List<Long> weights, List<Long> filters) {}
