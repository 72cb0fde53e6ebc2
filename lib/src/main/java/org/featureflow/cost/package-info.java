/**
 * What a network costs: {@link org.featureflow.cost.Cost} counts parameters, multiply–accumulates and bytes from the spec alone, and
 * {@link org.featureflow.cost.Latency} measures how long a batch takes.
 */
package org.featureflow.cost;
