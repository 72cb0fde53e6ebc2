package org.featureflow.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.featureflow.ConsoleTable;
import org.featureflow.FeatureFlowException;
import org.featureflow.benchmark.InferenceComparison;
import org.featureflow.benchmark.InferenceEngine;
import org.featureflow.benchmark.InferenceTiming;
import org.featureflow.cost.Cost;
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
import picocli.CommandLine.Parameters;

/** Times inference of networks side by side, in DJL and in ONNX Runtime. */
@Command(
        name = "infer",
        description =
                "Time inference of networks in turn, each in a process of its own: what a smaller network is worth on"
                        + " this machine, in DJL and in ONNX Runtime.",
        footer = {
            "",
            "A time goes from pixels in a Java array to logits in a Java array; memory is the peak of the whole process.",
            "With --target every network is also measured pruned to it, in several ways."
        })
final class BenchInferCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "NET", description = NetworkArgument.FORM)
    private List<String> networks;

    @Option(
            names = "--engines",
            split = ",",
            paramLabel = "NAME",
            defaultValue = "djl,onnxruntime",
            description = "djl, djl-folded (batch norms folded) and onnxruntime (default ${DEFAULT-VALUE}).")
    private List<String> engines;

    @Option(
            names = "--target",
            paramLabel = "KEPT",
            description = "Also measure each network pruned by weight magnitude to this, such as macs=0.5.")
    private String target;

    @Option(
            names = "--batch",
            split = ",",
            paramLabel = "N",
            defaultValue = "1,8,32,128",
            description = "Images in a batch (default ${DEFAULT-VALUE}).")
    private List<Integer> batches;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "30",
            description = "Measured runs of each, in turn (default ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description =
                    "Threads of each (default: as many as cores; 1 where ONNX Runtime takes turns with another engine, since its"
                            + " threads spin on and slow the next).")
    private Integer wantedThreads;

    @Mixin
    private WarmUpOption warmUp;

    @Mixin
    private JsonOption json;

    /** One measurement, beside the first network's. */
    private record Row(
            InferenceTiming timing, double parametersKept, double macsKept, double activationsKept, double speedUp) {}

    @Override
    public Integer call() {
        Target wanted = target == null ? null : Target.parse(target);
        List<InferenceEngine> chosen =
                engines.stream().map(InferenceEngine::named).distinct().toList();
        boolean onnx = chosen.contains(InferenceEngine.ONNXRUNTIME) && chosen.size() > 1;
        int threads = wantedThreads != null
                ? wantedThreads
                : onnx ? 1 : Runtime.getRuntime().availableProcessors();
        InferenceComparison comparison = new InferenceComparison(chosen, batches, rounds, threads, warmUp.value());
        Map<String, Network> contenders = new LinkedHashMap<>();
        List<Row> rows;
        try {
            for (String name : networks) {
                add(contenders, name, wanted);
            }
            rows = rows(contenders, comparison.run(contenders, System.err::println));
        } finally {
            contenders.values().forEach(Network::close);
        }
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("threads", threads);
        report.put("target", target);
        report.put("rows", rows);
        json.print(report, () -> text(rows));
        return 0;
    }

    private static void add(Map<String, Network> contenders, String name, Target wanted) {
        if (contenders.containsKey(name)) {
            throw new FeatureFlowException("The network “" + name + "” is named twice; name different ones.");
        }
        Network whole = NetworkArgument.open(name);
        contenders.put(name, whole);
        if (wanted == null) {
            return;
        }
        Pruning pruning = Pruning.by("l1").target(wanted);
        Pruning uniform = pruning.scope(Scope.uniform());
        Pruning streams = uniform.channels(Channels.ALL);
        addPruned(contenders, name + ", global", whole, pruning);
        addPruned(contenders, name + ", global, multiples of 8", whole, pruning.roundTo(8));
        addPruned(contenders, name + ", uniform", whole, uniform);
        if (streams.groups(whole.spec()).channels()
                > uniform.groups(whole.spec()).channels()) {
            addPruned(contenders, name + ", uniform, residual streams too", whole, streams);
        }
    }

    /** Adds a pruned copy, unless this way does not reach the target. */
    private static void addPruned(Map<String, Network> contenders, String name, Network whole, Pruning pruning) {
        try {
            contenders.put(name, Shrink.apply(whole, pruning.plan(whole)));
        } catch (UnreachableTargetException e) {
            System.err.println(name + " is left out: " + e.getMessage());
        }
    }

    private static List<Row> rows(Map<String, Network> networks, List<InferenceTiming> timings) {
        Cost first = Cost.of(networks.values().iterator().next().spec());
        Map<Integer, InferenceTiming> firstOfBatch = new HashMap<>();
        List<Row> rows = new ArrayList<>();
        for (InferenceTiming t : timings) {
            firstOfBatch.putIfAbsent(t.time().batch(), t);
            Cost cost = Cost.of(networks.get(t.time().network()).spec());
            rows.add(new Row(
                    t,
                    (double) cost.parameters() / first.parameters(),
                    (double) cost.macs() / first.macs(),
                    (double) cost.activationBytes() / first.activationBytes(),
                    firstOfBatch.get(t.time().batch()).time().median()
                            / t.time().median()));
        }
        return rows;
    }

    private static String text(List<Row> rows) {
        ConsoleTable table = new ConsoleTable()
                .right("batch")
                .left("network")
                .left("engine")
                .right("parameters")
                .right("MACs")
                .right("activations")
                .right("median ms")
                .right("quartiles")
                .right("images/s")
                .right("speed-up")
                .right("file")
                .right("peak memory");
        for (Row r : rows) {
            InferenceTiming t = r.timing();
            Timing time = t.time();
            table.row(
                    time.batch(),
                    time.network(),
                    t.engine(),
                    number("%.0f %%", 100 * r.parametersKept()),
                    number("%.0f %%", 100 * r.macsKept()),
                    number("%.0f %%", 100 * r.activationsKept()),
                    number("%.2f", time.median()),
                    number("%.2f", time.firstQuartile()) + " – " + number("%.2f", time.thirdQuartile()),
                    number("%.0f", time.imagesPerSecond()),
                    number("%.2f×", r.speedUp()),
                    number("%.2f MB", t.fileBytes() / 1e6),
                    MemoryText.of(t.peakMemory()));
        }
        return table
                + "Shares and speed-ups are of the first row of each batch size. Batch norm, rectifiers and additions move activations\n"
                + "and do not follow the MACs: where activations shrink less than MACs, so does the time.";
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
