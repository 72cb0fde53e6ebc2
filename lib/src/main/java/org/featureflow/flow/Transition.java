package org.featureflow.flow;

/** What happens between two features of different shape. */
public enum Transition {
    /** The flow ends and a new one starts: only differences of equal shapes count. Our default. */
    WITHIN_STAGE,
    /**
     * The larger map is average-pooled to the smaller one and the feature with fewer channels gets channels of zeros on both sides, as the
     * option-A shortcut of a ResNet does.
     */
    PROJECT_PAD,
    /** The larger map is average-pooled to the smaller one and neighbouring channels of the feature with more are averaged. */
    PROJECT_AVERAGE
}
