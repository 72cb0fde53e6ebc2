/**
 * What a network costs: {@link org.featureflow.cost.Cost} counts parameters, multiply–accumulates and bytes from the spec alone, and
 * {@link org.featureflow.cost.Latency} measures how long a batch takes.
 *
 * <pre>{@code
 * Cost cost = Cost.of(Architectures.named("resnet56"));
 * cost.macs();        // 125485696
 * cost.parameters();  // 853018
 * System.out.println(cost);
 * for (Timing t : Latency.of(Map.of("tiny", network)).measure(1, 32)) {
 *     System.out.println(t.network() + ", batch " + t.batch() + ": " + t.median() + " ms");
 * }
 * }</pre>
 */
package org.featureflow.cost;
