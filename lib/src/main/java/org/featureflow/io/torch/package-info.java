/**
 * Weights that PyTorch trained: the names that common programs give to the arrays of VGG and ResNet, a proposal of the architecture from names
 * and shapes, and the arrays under the names that Python expects.
 */
package org.featureflow.io.torch;
