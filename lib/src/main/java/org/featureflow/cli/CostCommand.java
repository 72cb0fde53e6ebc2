package org.featureflow.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.featureflow.ConsoleTable;
import org.featureflow.FeatureFlowException;
import org.featureflow.cost.Convention;
import org.featureflow.cost.Cost;
import org.featureflow.cost.Latency;
import org.featureflow.cost.Timing;
import org.featureflow.nn.Network;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Counts parameters and operations, and measures latency when asked. */
@Command(
        name = "cost",
        description =
                "Count parameters, multiply-accumulates and memory of a network, layer by layer; measure its latency on request.")
final class CostCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "NET", description = NetworkArgument.FORM + "; several are compared")
    private List<String> networks;

    @Option(
            names = "--latency",
            split = ",",
            paramLabel = "BATCH",
            description = "Also measure inference at these batch sizes, networks in turn (for example 1,32).")
    private List<Integer> batches = List.of();

    @Option(
            names = "--repetitions",
            paramLabel = "N",
            defaultValue = "30",
            description = "Measured runs a network and batch size (default ${DEFAULT-VALUE}).")
    private int repetitions;

    @Mixin
    private WarmUpOption warmUp;

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() {
        if (networks.stream().distinct().count() < networks.size()) {
            throw new FeatureFlowException("A network is named twice; name different ones to compare.");
        }
        Map<String, Cost> costs = new LinkedHashMap<>();
        networks.forEach(n -> costs.put(n, Cost.of(NetworkArgument.spec(n))));
        List<Timing> timings = batches.isEmpty() ? List.of() : measure();
        json.print(report(costs, timings), () -> text(costs, timings));
        return 0;
    }

    private List<Timing> measure() {
        Map<String, Network> open = new LinkedHashMap<>();
        try {
            networks.forEach(n -> open.put(n, NetworkArgument.open(n)));
            int[] sizes = batches.stream().mapToInt(Integer::intValue).toArray();
            return Latency.of(open)
                    .repetitions(repetitions)
                    .warmUp(warmUp.time())
                    .measure(sizes);
        } finally {
            open.values().forEach(Network::close);
        }
    }

    private static Object report(Map<String, Cost> costs, List<Timing> timings) {
        List<Map<String, Object>> all = new ArrayList<>();
        costs.forEach((name, cost) -> all.add(report(name, cost, timings)));
        return all.size() == 1 ? all.get(0) : Map.of("networks", all);
    }

    private static Map<String, Object> report(String name, Cost cost, List<Timing> timings) {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("network", name);
        report.put("parameters", cost.parameters());
        report.put("macs", cost.macs());
        report.put("convention", Convention.CONVOLUTION_AND_LINEAR.description());
        report.put("operations_all_layers", cost.count(Convention.ALL_LAYERS));
        report.put("activation_bytes", cost.activationBytes());
        report.put("peak_activation_bytes", cost.peakActivationBytes());
        report.put("checkpoint_bytes", cost.checkpointBytes());
        report.put("layers", cost.layers());
        if (!timings.isEmpty()) {
            report.put(
                    "latency_ms",
                    timings.stream().filter(t -> t.network().equals(name)).toList());
        }
        return report;
    }

    private String text(Map<String, Cost> costs, List<Timing> timings) {
        StringBuilder out = new StringBuilder();
        costs.forEach((name, cost) -> out.append(out.length() == 0 ? "" : "\n").append(cost));
        if (!timings.isEmpty()) {
            out.append("\nLatency on this machine, milliseconds a batch, ")
                    .append(repetitions)
                    .append(" runs in turn\n")
                    .append(table(timings));
        }
        return out.toString();
    }

    private ConsoleTable table(List<Timing> timings) {
        ConsoleTable table = new ConsoleTable()
                .right("batch")
                .left("network")
                .right("median")
                .right("quartiles")
                .right("images/s")
                .right("speed-up");
        Timing first = null;
        for (Timing t : timings) {
            first = first == null || first.batch() != t.batch() ? t : first;
            table.row(
                    t.batch(),
                    t.network(),
                    number("%.2f", t.median()),
                    number("%.2f", t.firstQuartile()) + " … " + number("%.2f", t.thirdQuartile()),
                    Math.round(t.imagesPerSecond()),
                    number("%.2f×", first.median() / t.median()));
        }
        return table;
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
