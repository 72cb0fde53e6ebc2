/** Feature flow regularisation, sparsity metrics and structured pruning for Java notebooks. */
package org.featureflow;
