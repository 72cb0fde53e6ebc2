/**
 * Penalties added to the loss while training: feature flow regularisation and what it is compared with. One interface,
 * {@link org.featureflow.regularize.Regularizer}, one small class each.
 *
 * <pre>{@code
 * Regularizer flow = FeatureFlowPenalty.of(1e-6, 1e-6);
 * Regularizer lasso = Regularizers.named("group-lasso", Coefficient.warmUp(1e-4, 0.1));
 * Regularizer distillation = Distillation.of(Teacher.load(Path.of("dense.safetensors"), network.device()), 1, 4);
 * Regularizer own = step -> Penalty.of("logits", 1e-4, step.output().logits().square().mean());
 *
 * Regularizer all = new Penalties(List.of(flow, lasso, own));
 * Training.of(network, data).regularizer(all);
 * }</pre>
 */
package org.featureflow.regularize;
