/**
 * Training and evaluation: recipes, schedules, optimisers with PyTorch's semantics, the loop itself, checkpoints that continue bit for bit, and
 * listeners that see its progress.
 *
 * <pre>{@code
 * Training.of(network, data)
 *         .recipe(Recipes.quick().withEpochs(5))
 *         .regularizer(FeatureFlowPenalty.of(1e-6, 1e-6))
 *         .listener(ConsoleProgress.toStandardError())
 *         .run()
 *         .close();
 * Evaluation test = Evaluation.of(network, data.test(), data.normalization());
 * }</pre>
 */
package org.featureflow.train;
