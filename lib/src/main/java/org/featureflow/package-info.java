/**
 * Feature flow regularisation, sparsity metrics and structured pruning for Java notebooks.
 *
 * <p>From images to a smaller network:
 *
 * <pre>{@code
 * DataSet images = DataSets.openOrSynthetic("cifar10");
 * try (Network dense = Network.create(Architectures.named("resnet20"), 1);
 *         TrainingResult trained = Training.of(dense, images)
 *                 .recipe(Recipes.quick())
 *                 .regularizer(FeatureFlowPenalty.of(1e-6, 1e-6))
 *                 .run()) {
 *     Plan plan = Pruning.by("l1").target(Target.macs(0.5)).plan(trained.best());
 *     try (Network smaller = Shrink.apply(trained.best(), plan)) {
 *         System.out.println(Evaluation.of(smaller, images.test(), images.normalization()));
 *     }
 * }
 * }</pre>
 *
 * <p>Packages know only those before them: {@code engine}, {@code nn}, {@code flow}, {@code data}, {@code cost}, {@code io}, {@code regularize},
 * {@code train}, {@code sparsity}, {@code prune}, {@code benchmark}, {@code experiment}, {@code sweep}, {@code compare}, {@code report},
 * {@code notebook}, {@code cli}.
 */
package org.featureflow;
