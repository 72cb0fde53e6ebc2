package org.featureflow.cli;

import com.google.gson.Gson;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.featureflow.FeatureFlowException;
import org.featureflow.io.AtomicFile;
import org.featureflow.io.NetworkFile;
import org.featureflow.io.StoredNetwork;
import org.featureflow.nn.Network;
import org.featureflow.prune.ChannelGroups;
import org.featureflow.prune.Plan;
import org.featureflow.prune.PlanSummary;
import org.featureflow.prune.Shrink;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Removes channels for real. */
@Command(
        name = "prune",
        description = "Remove the least important channels of a network and write the smaller network.",
        footer = {
            "",
            "Fractions are what is kept: --target macs=0.5 halves the multiply-accumulates.",
            "Without -o nothing is written but the plan (--plan).",
            "--groups lists what --ratio can name, with --coupled the residual streams too; groups of one family compete",
            "under --scope isomorphic."
        })
final class PruneCommand implements Callable<Integer> {
    /** What makes a difference to the list of groups. */
    private static final Set<String> LISTING = Set.of("--groups", "--inner", "--coupled", "--protect", "--json");

    @Parameters(paramLabel = "NET", description = NetworkArgument.FORM)
    private String net;

    @Mixin
    private PruneOptions options;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT",
            description = "Where the smaller network goes.")
    private Path output;

    @Option(
            names = "--plan",
            paramLabel = "FILE",
            description = "Write the plan as JSON, to read, edit and apply again.")
    private Path planFile;

    @Option(
            names = "--apply",
            paramLabel = "FILE",
            description = "Apply this plan instead of choosing channels; refused together with options that choose.")
    private Path applied;

    @Option(
            names = "--scores",
            paramLabel = "FILE",
            description = "Write every channel's normalised score as JSON, group by group.")
    private Path scoresFile;

    @Option(names = "--groups", description = "Only list the groups of channels that may go; nothing is chosen.")
    private boolean listed;

    @Mixin
    private JsonOption json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (listed) {
            requireNothingBesideTheList();
            ChannelGroups groups = options.groups(NetworkArgument.spec(net));
            json.print(GroupTable.rows(groups), () -> GroupTable.of(groups).toString());
            return 0;
        }
        // Bad options are told before a large file is read.
        Plan given = applied == null ? null : Plan.load(applied);
        if (given == null) {
            options.check();
            if (scoresFile != null && options.inSteps()) {
                throw new FeatureFlowException("Scores are taken again in every step; leave out --scores, or --steps.");
            }
        } else {
            requireNothingToChoose();
        }
        StoredNetwork stored = NetworkArgument.load(net);
        try (Network network = stored.network()) {
            Plan plan = given != null ? given : choose(stored);
            PlanSummary summary = plan.summary(network.spec());
            if (planFile != null) {
                plan.save(planFile);
            }
            if (output != null) {
                try (Network smaller = Shrink.apply(network, plan)) {
                    NetworkFile.save(
                            smaller,
                            output,
                            options.kept(stored.notes())
                                    .withLine("pruned", plan.origin().toString()));
                }
            }
            json.print(report(plan, summary), () -> text(plan, summary));
        }
        return 0;
    }

    private void requireNothingBesideTheList() {
        List<String> others = spec.commandLine().getParseResult().matchedOptions().stream()
                .map(OptionSpec::longestName)
                .filter(name -> !LISTING.contains(name))
                .toList();
        if (!others.isEmpty()) {
            throw new FeatureFlowException(
                    "--groups only lists what may go; leave out " + String.join(", ", others) + ", or --groups.");
        }
    }

    private void requireNothingToChoose() {
        if (scoresFile != null) {
            throw new FeatureFlowException("A plan that is applied has no scores; leave out --scores or --apply.");
        }
        List<String> choosing = spec.mixins().get("options").options().stream()
                .filter(o -> spec.commandLine().getParseResult().hasMatchedOption(o.longestName()))
                .map(OptionSpec::longestName)
                .toList();
        if (!choosing.isEmpty()) {
            throw new FeatureFlowException("A plan that is applied says what to remove; leave out "
                    + String.join(", ", choosing) + ", or --apply.");
        }
    }

    private Plan choose(StoredNetwork stored) {
        PruneOptions.Chosen chosen =
                options.choose(net, stored, spec.commandLine().getErr());
        if (scoresFile != null) {
            AtomicFile.write(scoresFile, new Gson().toJson(chosen.scores()));
        }
        return chosen.plan();
    }

    private Map<String, Object> report(Plan plan, PlanSummary summary) {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("network", net);
        report.put("origin", plan.origin());
        report.put("parameters_before", summary.before().parameters());
        report.put("parameters", summary.after().parameters());
        report.put("macs_before", summary.before().macs());
        report.put("macs", summary.after().macs());
        report.put("parameters_kept", 1 / summary.compression());
        report.put("macs_kept", 1 / summary.theoreticalSpeedUp());
        report.put("layers", summary.layers());
        report.put("plan", planFile);
        report.put("output", output);
        return report;
    }

    private String text(Plan plan, PlanSummary summary) {
        StringBuilder text =
                new StringBuilder(net).append(' ').append(plan.origin()).append('\n');
        text.append(summary);
        if (planFile != null) {
            text.append("Wrote the plan to ").append(planFile).append(".\n");
        }
        if (output != null) {
            text.append("Wrote the smaller network to ").append(output).append(".\n");
        }
        return text.toString();
    }
}
