package org.featureflow.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.featureflow.ConsoleTable;
import org.featureflow.cost.Cost;
import org.featureflow.cost.Latency;
import org.featureflow.cost.Timing;
import org.featureflow.nn.Network;
import org.featureflow.prune.Channels;
import org.featureflow.prune.Pruning;
import org.featureflow.prune.Scope;
import org.featureflow.prune.Shrink;
import org.featureflow.prune.Target;
import org.featureflow.prune.UnreachableTargetException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Times inference before and after pruning, with and without rounded widths. */
@Command(
        name = "infer",
        description =
                "Time inference of whole and pruned networks in turn: what halving the MACs is worth on this machine.")
final class BenchInferCommand implements Callable<Integer> {
    @Option(
            names = "--networks",
            split = ",",
            paramLabel = "NET",
            defaultValue = "vgg16,resnet56",
            description = "Architectures or network files (default ${DEFAULT-VALUE}).")
    private List<String> networks;

    @Option(
            names = "--target",
            defaultValue = "macs=0.5",
            description = "What the pruned ones keep (default ${DEFAULT-VALUE}).")
    private String target;

    @Option(
            names = "--batch",
            split = ",",
            paramLabel = "N",
            defaultValue = "1,32",
            description = "Images in a batch (default ${DEFAULT-VALUE}).")
    private List<Integer> batches;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "30",
            description = "Measured runs of each, in turn, after 5 to warm up (default ${DEFAULT-VALUE}).")
    private int rounds;

    @Mixin
    private JsonOption json;

    /** One network's share of the original's counts and its time. */
    private record Row(
            String network,
            String variant,
            double parametersKept,
            double macsKept,
            double activationsKept,
            Timing timing,
            double speedUp) {}

    @Override
    public Integer call() {
        Target wanted = Target.parse(target);
        List<Row> rows = new ArrayList<>();
        for (String name : networks) {
            rows.addAll(measure(name, wanted));
        }
        json.print(
                Map.of("threads", Runtime.getRuntime().availableProcessors(), "target", target, "rows", rows),
                () -> text(rows));
        return 0;
    }

    private List<Row> measure(String name, Target wanted) {
        Map<String, Network> variants = new LinkedHashMap<>();
        try {
            Network whole = NetworkArgument.open(name);
            variants.put("whole", whole);
            Pruning pruning = Pruning.by("l1").target(wanted);
            Pruning uniform = pruning.scope(Scope.uniform());
            Pruning streams = uniform.channels(Channels.ALL);
            add(variants, "global", pruning);
            add(variants, "global, multiples of 8", pruning.roundTo(8));
            add(variants, "uniform", uniform);
            if (streams.groups(whole.spec()).channels()
                    > uniform.groups(whole.spec()).channels()) {
                add(variants, "uniform, residual streams too", streams);
            }
            int[] sizes = batches.stream().mapToInt(Integer::intValue).toArray();
            List<Timing> timings = Latency.of(variants).repetitions(5, rounds).measure(sizes);
            return rows(name, variants, timings);
        } finally {
            variants.values().forEach(Network::close);
        }
    }

    /** Adds a pruned copy of the whole network, unless this way does not reach the target. */
    private static void add(Map<String, Network> variants, String name, Pruning pruning) {
        Network whole = variants.get("whole");
        try {
            variants.put(name, Shrink.apply(whole, pruning.plan(whole)));
        } catch (UnreachableTargetException e) {
            System.err.println(name + " is left out: " + e.getMessage());
        }
    }

    private static List<Row> rows(String name, Map<String, Network> variants, List<Timing> timings) {
        Cost whole = Cost.of(variants.get("whole").spec());
        List<Row> rows = new ArrayList<>();
        Timing first = null;
        for (Timing t : timings) {
            first = t.network().equals("whole") ? t : first;
            Cost cost = Cost.of(variants.get(t.network()).spec());
            rows.add(new Row(
                    name,
                    t.network(),
                    (double) cost.parameters() / whole.parameters(),
                    (double) cost.macs() / whole.macs(),
                    (double) cost.activationBytes() / whole.activationBytes(),
                    t,
                    first.median() / t.median()));
        }
        return rows;
    }

    private static String text(List<Row> rows) {
        ConsoleTable table = new ConsoleTable()
                .left("network")
                .right("batch")
                .left("variant")
                .right("parameters")
                .right("MACs")
                .right("activations")
                .right("median ms")
                .right("quartiles")
                .right("images/s")
                .right("speed-up");
        for (Row r : rows) {
            Timing t = r.timing();
            table.row(
                    r.network(),
                    t.batch(),
                    r.variant(),
                    percent(r.parametersKept()),
                    percent(r.macsKept()),
                    percent(r.activationsKept()),
                    String.format(Locale.ROOT, "%.2f", t.median()),
                    String.format(Locale.ROOT, "%.2f – %.2f", t.firstQuartile(), t.thirdQuartile()),
                    String.format(Locale.ROOT, "%.0f", t.imagesPerSecond()),
                    String.format(Locale.ROOT, "%.2f×", r.speedUp()));
        }
        return table
                + "Shares are of the whole network. Batch norm, rectifiers and additions move activations and do not follow the MACs:\n"
                + "where activations shrink less than MACs, so does the time.";
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f %%", 100 * share);
    }
}
