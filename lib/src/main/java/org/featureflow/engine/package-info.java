/**
 * The one place that touches DJL's PyTorch internals: grad mode, backward, gradients.
 *
 * <pre>{@code
 * DeviceChoice choice = Devices.choose("auto");
 * System.out.println(choice.reason());
 * try (NDManager own = EngineSettings.engine().newBaseManager(choice.device());
 *         GradMode on = GradMode.on()) {
 *     NDArray weight = own.create(3f);
 *     weight.setRequiresGradient(true);
 *     Autograd.backward(weight.square());
 *     try (NDArray gradient = Autograd.gradient(weight)) {
 *         gradient.getFloat();  // 6
 *     }
 * }
 * }</pre>
 */
package org.featureflow.engine;
