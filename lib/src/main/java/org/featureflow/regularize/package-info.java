/**
 * Penalties added to the loss while training: feature flow regularisation and what it is compared with. One interface,
 * {@link org.featureflow.regularize.Regularizer}, one small class each.
 */
package org.featureflow.regularize;
