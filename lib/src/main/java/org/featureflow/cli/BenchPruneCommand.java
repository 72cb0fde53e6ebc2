package org.featureflow.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.featureflow.ConsoleTable;
import org.featureflow.cost.Timing;
import org.featureflow.nn.Network;
import org.featureflow.prune.Plan;
import org.featureflow.prune.Pruning;
import org.featureflow.prune.Shrink;
import org.featureflow.prune.Target;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Times how long pruning takes: scores, plan and the smaller network. */
@Command(name = "prune", description = "Time pruning itself: scores, choice and shrinking, globally to half the MACs.")
final class BenchPruneCommand implements Callable<Integer> {
    @Option(
            names = "--networks",
            split = ",",
            paramLabel = "NET",
            defaultValue = "resnet110,resnet56,vgg16",
            description = "Architectures or network files (default ${DEFAULT-VALUE}).")
    private List<String> networks;

    @Option(
            names = "--importance",
            split = ",",
            paramLabel = "NAME",
            defaultValue = "l1",
            description = "Importances that need no images (default ${DEFAULT-VALUE}).")
    private List<String> importances;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "5",
            description = "Measured rounds after one to warm up (default ${DEFAULT-VALUE}).")
    private int rounds;

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() {
        Bounds.requirePositive("--rounds", rounds);
        List<Map<String, Object>> all = new ArrayList<>();
        ConsoleTable table = new ConsoleTable()
                .left("network")
                .left("importance")
                .right("scores ms")
                .right("plan ms")
                .right("shrink ms")
                .right("together ms");
        for (String name : networks) {
            for (String importance : importances) {
                Map<String, Object> row = measure(name, importance);
                all.add(row);
                table.row(row.values().stream()
                        .map(v -> v instanceof Double d ? String.format(Locale.ROOT, "%.1f", d) : v)
                        .toArray());
            }
        }
        json.print(all, () -> table + "Medians of " + rounds + " rounds; each starts from the whole network.");
        return 0;
    }

    private Map<String, Object> measure(String name, String importance) {
        Pruning pruning = Pruning.by(importance).target(Target.macs(0.5));
        double[][] times = new double[4][rounds];
        try (Network network = NetworkArgument.open(name)) {
            for (int round = -1; round < times[0].length; round++) {
                long start = System.nanoTime();
                Map<String, double[]> scores = pruning.scores(network);
                long scored = System.nanoTime();
                Plan plan = pruning.plan(network.spec(), scores);
                long planned = System.nanoTime();
                Shrink.apply(network, plan).close();
                long end = System.nanoTime();
                if (round >= 0) {
                    times[0][round] = (scored - start) / 1e6;
                    times[1][round] = (planned - scored) / 1e6;
                    times[2][round] = (end - planned) / 1e6;
                    times[3][round] = (end - start) / 1e6;
                }
            }
        }
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("network", name);
        row.put("importance", importance);
        String[] parts = {"scores_ms", "plan_ms", "shrink_ms", "together_ms"};
        for (int i = 0; i < parts.length; i++) {
            row.put(parts[i], Timing.of(name, 1, times[i]).median());
        }
        return row;
    }
}
