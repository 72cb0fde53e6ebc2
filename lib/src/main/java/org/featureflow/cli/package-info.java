/**
 * The command line, thin over the other packages.
 *
 * <p>A command is a class with picocli's {@code @Command} that implements {@code Callable<Integer>} (or {@code Runnable}) and has one entry
 * in {@link org.featureflow.cli.Commands}. {@code --help} is inherited. It prints to
 * {@code spec.commandLine().getOut()}, takes {@code --json} by a {@link org.featureflow.cli.JsonOption} mixin, and reports what the
 * user can put right by throwing {@link org.featureflow.FeatureFlowException}: {@link org.featureflow.cli.Main} prints its message and exits with 1.
 *
 * <pre>{@code
 * import java.util.concurrent.Callable;
 * import picocli.CommandLine.Command;
 * import picocli.CommandLine.Parameters;
 *
 * // Usually the annotations stand on lines of their own.
 * final @Command(name = "classes", description = "Print how many classes a network tells apart.") class ClassesCommand
 *         implements Callable<Integer> {
 *     private @Parameters(paramLabel = "NET", description = "a network file") Path file;
 *
 *     public Integer call() {
 *         System.out.println(NetworkFile.spec(file).classes());
 *         return 0;
 *     }
 * }
 * }</pre>
 */
package org.featureflow.cli;
