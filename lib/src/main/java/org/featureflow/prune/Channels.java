package org.featureflow.prune;

/** Which channels of a network may be removed. */
public enum Channels {
    /**
     * Only channels that pass through no addition: every layer of a VGG, the first convolutions of a residual block. The common convention,
     * and the default.
     */
    INNER,

    /** Also the stem and the residual streams, whose channels are made by several layers together and go together. */
    ALL
}
