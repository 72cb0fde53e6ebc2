package org.featureflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.featureflow.Documents;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Every command and option of {@code ./ffr} that documentation and notebooks name exists. */
class CommandsInDocsTest {
    private static final Pattern CALL = Pattern.compile("\\./ffr ([^`\\n)]*)");
    private static final Set<String> EVERYWHERE = Set.of("--help", "-h", "--version", "-V");
    /** Help of the script, which takes some commands before any Java runs: two blanks, the command, its options. */
    private static final String LAUNCHER = Documents.text(Documents.ROOT.resolve("ffr"));

    private static final CommandLine ALL = new CommandLine(CommandSpec.create().name("ffr"));

    static {
        Commands.ALL.forEach(ALL::addSubcommand);
        ALL.addSubcommand(new CommandLine.HelpCommand());
    }

    @Test
    void everyNamedCommandAndOptionExists() {
        List<String> wrong = new ArrayList<>();
        int calls = 0;
        for (Path document : Stream.concat(Documents.markdown().stream(), Documents.notebooks().stream())
                .toList()) {
            Matcher m = CALL.matcher(Documents.text(document));
            while (m.find()) {
                calls++;
                unknown(m.group(1))
                        .forEach(u -> wrong.add(Documents.name(document) + ": ./ffr " + m.group(1) + ": " + u));
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(calls).isGreaterThan(30);
    }

    @Test
    void whatDoesNotExistIsNoticed() {
        assertThat(unknown("trian --model resnet20")).containsExactly("trian");
        assertThat(unknown("train --modle resnet20 --data=cifar10 -o runs/x")).containsExactly("--modle");
        assertThat(unknown("bench infer a --batch 1 | tee --append log")).isEmpty();
        assertThat(unknown("bench prune   what it costs (what it is worth: bench infer --target"))
                .isEmpty();
        assertThat(unknown("bench fly")).containsExactly("fly");
        assertThat(unknown("data list --jsn")).containsExactly("--jsn");
        assertThat(unknown("lab --no-browser --port 8888 --colour")).containsExactly("--colour");
    }

    private static List<String> unknown(String call) {
        List<String> words =
                Arrays.asList(call.split("[#|>&;(\\\\]", 2)[0].strip().split("[\\s,.:…]+(?=\\s|$)|\\s+"));
        // A place for any command, such as ./ffr COMMAND --help.
        if (words.get(0).isEmpty() || !words.get(0).matches("[a-z].*|-.*")) {
            return List.of();
        }
        List<String> unknown = new ArrayList<>();
        CommandLine command = ALL;
        boolean mayBeCommand = true;
        for (String word : words) {
            String option = word.split("=", 2)[0];
            if (word.startsWith("-") && word.length() > 1 && !word.matches("-\\d.*")) {
                if (!EVERYWHERE.contains(option) && !takes(command, option)) {
                    unknown.add(option);
                }
            } else if (mayBeCommand && !command.getSubcommands().isEmpty()) {
                CommandLine next = command.getSubcommands().get(word);
                if (next == null) {
                    unknown.add(word);
                    return unknown;
                }
                command = next;
            } else {
                mayBeCommand = false;
            }
        }
        return unknown;
    }

    private static boolean takes(CommandLine command, String option) {
        return command.getCommandSpec().optionsMap().containsKey(option)
                || command.getCommandSpec().userObject() instanceof LauncherCommand
                        && launcherTakes(command.getCommandName(), option);
    }

    private static boolean launcherTakes(String command, String option) {
        return LAUNCHER.lines()
                .filter(line -> line.startsWith("  " + command + " ["))
                .anyMatch(line -> line.contains("[" + option + "]")
                        || line.contains("[" + option + " ")
                        || line.contains("MAVEN-OPTION") && option.startsWith("-D"));
    }
}
