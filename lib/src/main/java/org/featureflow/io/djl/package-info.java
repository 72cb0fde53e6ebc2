/**
 * Networks that were built of DJL's own blocks: brought into a spec where every block can be told, refused with a sentence where not.
 *
 * <pre>{@code
 * import ai.djl.nn.*;
 * import ai.djl.nn.convolutional.Conv2d;
 * import ai.djl.nn.core.Linear;
 *
 * SequentialBlock block = new SequentialBlock()
 *         .add(Conv2d.builder().setFilters(8).setKernelShape(new Shape(3, 3)).optPadding(new Shape(1, 1)).build())
 *         .add(Activation::relu)
 *         .add(Blocks.batchFlattenBlock())
 *         .add(Linear.builder().setUnits(10).build());
 * block.initialize(manager, DataType.FLOAT32, new Shape(1, 3, 16, 16));
 * try (Network network = DjlNetwork.of(block, new FeatureShape(3, 16, 16), "mine")) {
 *     Pruning.by("l1").target(Target.channels(0.5)).plan(network);
 * }
 * }</pre>
 */
package org.featureflow.io.djl;
