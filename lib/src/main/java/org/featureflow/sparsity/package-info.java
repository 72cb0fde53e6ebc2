/**
 * How sparse a network is: pure functions over arrays, and {@link org.featureflow.sparsity.SparsityReport}, which applies them to every layer
 * and to the whole network, its activations and its feature flow.
 */
package org.featureflow.sparsity;
