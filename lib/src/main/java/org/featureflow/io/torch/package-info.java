/**
 * Weights that PyTorch trained: the names that common programs give to the arrays of VGG, ResNet and vision transformers, a proposal of the
 * architecture from names and shapes, and the arrays under the names that Python expects.
 *
 * <pre>{@code
 * TorchWeights weights = TorchWeights.read(Path.of("resnet56.th"));
 * NetworkSpec spec = weights.propose();  // from names and shapes
 * try (Network network = weights.into(spec)) {
 *     TorchNames.write(network, Path.of("state.safetensors"));  // for load_state_dict
 * }
 * }</pre>
 */
package org.featureflow.io.torch;
