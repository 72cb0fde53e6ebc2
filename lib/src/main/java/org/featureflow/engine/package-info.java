/** The one place that touches DJL's PyTorch internals: grad mode, backward, gradients. */
package org.featureflow.engine;
