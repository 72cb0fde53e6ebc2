package org.featureflow.prune;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleUnaryOperator;
import org.featureflow.FeatureFlowException;

/** How the cut is spread over the groups. */
public sealed interface Scope {
    /**
     * Every group loses its own lowest channels, all groups the same share. A target in parameters or MACs is met within one channel: the last
     * step takes one channel at a time, group after group. A target in channels is the share of every group, of which what goes is rounded down
     * to whole channels: narrow groups keep more, and where limits keep more than the share, that is no error.
     *
     * @return the scope
     */
    static Scope local() {
        return new Local();
    }

    /**
     * All channels compete by normalised score; groups lose different shares.
     *
     * @return the scope
     */
    static Scope global() {
        return new Global();
    }

    /**
     * Channels of groups of the same structure compete by normalised score, and every such family of groups loses the same share, so that
     * scores of unlike groups are never compared (isomorphic pruning, Fang et al. 2024, arXiv 2407.04616). The structure of a group is the
     * sequence of layers that make its channels and read them, whatever their widths: the first convolutions of residual blocks are a family;
     * residual streams are one only where the same layers make and read them in the same order, as in the middle stages of a ResNet-18.
     *
     * @return the scope
     */
    static Scope isomorphic() {
        return new Isomorphic();
    }

    /**
     * Like {@link #local()}, with exactly one share for all groups (rounded down to channels): a narrower network of the same proportions. A
     * target in parameters or MACs is met as closely from below as one share allows; one in channels is that share, and what limits keep beyond
     * it is no error.
     *
     * @return the scope
     */
    static Scope uniform() {
        return new Uniform();
    }

    /**
     * Given shares, while other groups stay whole.
     *
     * @param kept name → share of channels kept, more than 0 and at most 1. A name is a group's, a node's that makes its channels, or a
     *     beginning of such names that ends in a dot; the more exact one counts
     * @return the scope, which has no target
     */
    static Scope ratios(Map<String, Double> kept) {
        return new Ratios(kept, null);
    }

    /**
     * Given shares of some groups, beside which the others meet the target. Counts are those of the whole network; a target in channels with
     * local or uniform scope is the share of each of the others.
     *
     * @param kept as in {@link #ratios(Map)}
     * @param others how the rest of the cut is spread over the groups that are not named
     * @return the scope
     * @throws FeatureFlowException if the others are to have given shares too
     */
    static Scope ratios(Map<String, Double> kept, Scope others) {
        if (others instanceof Ratios) {
            throw new FeatureFlowException(
                    "Groups beside those of given shares have a scope of one target; give all shares at once.");
        }
        return new Ratios(kept, Objects.requireNonNull(others, "the scope of the other groups"));
    }

    /**
     * A scope by its name.
     *
     * @param name {@code local}, {@code global}, {@code isomorphic} or {@code uniform}
     * @return the scope
     * @throws FeatureFlowException if there is none of that name
     */
    static Scope named(String name) {
        switch (name) {
            case "local":
                return local();
            case "global":
                return global();
            case "isomorphic":
                return isomorphic();
            case "uniform":
                return uniform();
            default:
                throw new FeatureFlowException(
                        "There is no scope “" + name + "”; choose local, global, isomorphic or uniform.");
        }
    }

    /**
     * The scope's name.
     *
     * @return {@code local}, {@code global}, {@code isomorphic}, {@code uniform} or {@code ratios}
     */
    default String label() {
        return getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
    }

    /** See {@link Scope#local()}. */
    record Local() implements Scope {}

    /** See {@link Scope#global()}. */
    record Global() implements Scope {}

    /** See {@link Scope#isomorphic()}. */
    record Isomorphic() implements Scope {}

    /** See {@link Scope#uniform()}. */
    record Uniform() implements Scope {}

    /**
     * See {@link Scope#ratios(Map, Scope)}.
     *
     * @param kept name → share kept
     * @param others the scope of the other groups; null if they stay whole
     */
    record Ratios(Map<String, Double> kept, Scope others) implements Scope {
        /**
         * Copies and checks the shares.
         *
         * @throws FeatureFlowException if a share is out of range
         */
        public Ratios {
            kept = Map.copyOf(kept);
            kept.forEach((group, share) -> {
                if (!(share > 0 && share <= 1)) {
                    throw new FeatureFlowException("A share of " + share + " of the channels of “" + group
                            + "” cannot be kept; use more than 0 and at most 1.");
                }
            });
        }

        /** Other shares of the same groups. */
        Ratios with(DoubleUnaryOperator change) {
            Map<String, Double> changed = new HashMap<>(kept);
            changed.replaceAll((name, share) -> change.applyAsDouble(share));
            return new Ratios(changed, others);
        }
    }
}
