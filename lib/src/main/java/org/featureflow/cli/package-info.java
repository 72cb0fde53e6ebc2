/**
 * The command line, thin over the other packages.
 *
 * <p>A command is a class with picocli's {@code @Command} that implements {@code Callable<Integer>} (or {@code Runnable}) and has one entry
 * in {@link org.featureflow.cli.Commands}. {@code --help} is inherited. It prints to
 * {@code spec.commandLine().getOut()}, takes {@code --json} by a {@link org.featureflow.cli.JsonOption} mixin, and reports what the
 * user can put right by throwing {@link org.featureflow.FeatureFlowException}: {@link org.featureflow.cli.Main} prints its message and exits with 1.
 */
package org.featureflow.cli;
