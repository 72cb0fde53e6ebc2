package org.featureflow.cli;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command line {@code ffr}.
 *
 * <p>Exit codes: 0 success, 1 the command failed, 2 the command line was wrong, 130 interrupted (the JVM's own answer to Ctrl-C).
 */
@Command(
        name = "ffr",
        scope = ScopeType.INHERIT,
        mixinStandardHelpOptions = true,
        versionProvider = VersionLine.class,
        subcommands = CommandLine.HelpCommand.class,
        synopsisSubcommandLabel = "COMMAND",
        usageHelpAutoWidth = true)
public final class Main implements Runnable {
    private static final int FAILURE = 1;

    @Spec
    private CommandSpec spec;

    private Main() {}

    /**
     * Runs one command and ends the JVM with its exit code.
     *
     * @param arguments the command's name and its options
     */
    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, true, Charset.defaultCharset());
        PrintWriter err = new PrintWriter(System.err, true, Charset.defaultCharset());
        int code = run(out, err, arguments);
        out.flush();
        err.flush();
        System.exit(code);
    }

    /**
     * Runs one command.
     *
     * @param out where results go
     * @param err where messages go
     * @param arguments the command's name and its options
     * @return the exit code
     */
    static int run(PrintWriter out, PrintWriter err, String... arguments) {
        CommandLine line = new CommandLine(new Main());
        Commands.ALL.forEach(line::addSubcommand);
        // Settings reach only the commands that are there already.
        line.setOut(out).setErr(err);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setParameterExceptionHandler((wrong, given) -> explainUsage(wrong, err));
        line.setExecutionExceptionHandler((failure, command, parsed) -> explainFailure(failure, err));
        try {
            return line.execute(arguments);
        } catch (OutOfMemoryError | LinkageError | StackOverflowError failure) {
            return explainFailure(failure, err);
        }
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "No command given.");
    }

    private static int explainUsage(ParameterException wrong, PrintWriter err) {
        CommandLine command = wrong.getCommandLine();
        err.println("ffr: " + usageMessage(wrong));
        UnmatchedArgumentException.printSuggestions(wrong, err);
        err.println("Try: " + command.getCommandSpec().qualifiedName() + " --help");
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    private static String usageMessage(ParameterException wrong) {
        return wrong instanceof UnmatchedArgumentException unmatched
                ? "'" + wrong.getCommandLine().getCommandSpec().qualifiedName() + "' does not know '"
                        + unmatched.getUnmatched().get(0) + "'."
                : wrong.getMessage();
    }

    private static int explainFailure(Throwable failure, PrintWriter err) {
        err.println("ffr: " + FailureMessage.of(failure));
        if (System.getenv("FEATUREFLOW_DEBUG") != null) {
            failure.printStackTrace(err);
        }
        return FAILURE;
    }
}
