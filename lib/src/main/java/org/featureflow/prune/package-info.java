/**
 * Structured pruning: which channels hang together ({@link org.featureflow.prune.ChannelGroups}), what each is worth
 * ({@link org.featureflow.prune.Importance}), which go ({@link org.featureflow.prune.Pruning} makes a {@link org.featureflow.prune.Plan}),
 * and taking them out ({@link org.featureflow.prune.Shrink}) or only zeroing them ({@link org.featureflow.prune.Mask}).
 *
 * <p>A mask never makes a network smaller or faster here and is never called compression; {@code Shrink} returns a network with fewer
 * channels that computes the same as the masked one.
 *
 * <pre>{@code
 * Plan plan = Pruning.by("l1").scope(Scope.global()).target(Target.macs(0.5)).plan(network);
 * System.out.println(plan.summary(network.spec()));
 * try (Network masked = Mask.apply(network, plan);
 *         Network smaller = Shrink.apply(network, plan)) {
 *     masked.forward(images, false).logits();
 *     smaller.forward(images, false).logits();  // the same to rounding, from fewer channels
 * }
 * }</pre>
 */
package org.featureflow.prune;
