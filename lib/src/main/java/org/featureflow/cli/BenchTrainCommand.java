package org.featureflow.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.featureflow.ConsoleTable;
import org.featureflow.benchmark.StepComparison;
import org.featureflow.benchmark.StepTiming;
import org.featureflow.cost.Timing;
import org.featureflow.engine.EngineSettings;
import org.featureflow.nn.Architectures;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Times training steps, beside PyTorch if there is one. */
@Command(
        name = "train",
        description =
                "Time the training step with and without feature flow regularisation, beside PyTorch's if --python names one.")
final class BenchTrainCommand implements Callable<Integer> {
    @Option(
            names = "--networks",
            split = ",",
            paramLabel = "NAME",
            defaultValue = "resnet20,resnet56,vgg16",
            description = "Networks (default ${DEFAULT-VALUE}); PyTorch's side knows the CIFAR ResNets and vgg16.")
    private List<String> networks;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "128",
            description = "Images in a batch (default ${DEFAULT-VALUE}).")
    private int batch;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "7",
            description = "Turns of each contender (default ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "3",
            description = "Steps in a turn (default ${DEFAULT-VALUE}).")
    private int steps;

    @Option(
            names = "--python",
            split = " ",
            paramLabel = "COMMAND",
            description = "A Python interpreter with torch, for example python3; without it only our side is timed.")
    private List<String> python = List.of();

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() {
        networks.forEach(Architectures::named);
        Bounds.requirePositive("--batch", batch);
        Bounds.requirePositive("--rounds", rounds);
        Bounds.requirePositive("--steps", steps);
        StepComparison comparison = new StepComparison(batch, rounds, steps, python);
        List<StepTiming> all = new ArrayList<>();
        for (String network : networks) {
            all.addAll(comparison.run(network, System.err::println));
        }
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("threads", EngineSettings.threads());
        report.put("steps", all);
        json.print(report, () -> text(all));
        return 0;
    }

    private static String text(List<StepTiming> all) {
        ConsoleTable table = new ConsoleTable()
                .left("network")
                .left("step")
                .right("median ms")
                .right("quartiles")
                .right("images/s")
                .right("peak memory")
                .right("FFR costs")
                .right("ours / best PyTorch");
        for (StepTiming t : all) {
            Timing time = t.time();
            table.row(
                    time.network(),
                    t.contender(),
                    String.format(Locale.ROOT, "%.1f", time.median()),
                    String.format(Locale.ROOT, "%.1f – %.1f", time.firstQuartile(), time.thirdQuartile()),
                    String.format(Locale.ROOT, "%.0f", time.imagesPerSecond()),
                    MemoryText.of(t.peakMemory()),
                    overhead(t, all),
                    ratio(t, all));
        }
        return table + "Ratios are of medians, contenders in turn. Above 1 ours is faster.";
    }

    private static String overhead(StepTiming t, List<StepTiming> all) {
        if (!t.contender().endsWith(" FFR")) {
            return "";
        }
        String plain = t.contender().replace(" FFR", " plain");
        return all.stream()
                .filter(o -> o.time().network().equals(t.time().network())
                        && o.contender().equals(plain))
                .map(o -> String.format(
                        Locale.ROOT,
                        "%+.1f %%",
                        100 * (t.time().median() / o.time().median() - 1)))
                .findFirst()
                .orElse("");
    }

    private static String ratio(StepTiming t, List<StepTiming> all) {
        if (!t.contender().startsWith("featureflow")) {
            return "";
        }
        String kind = t.contender().substring(t.contender().lastIndexOf(' '));
        return all.stream()
                .filter(o -> o.time().network().equals(t.time().network())
                        && o.contender().startsWith("PyTorch")
                        && o.contender().endsWith(kind))
                .min(Comparator.comparingDouble(o -> o.time().median()))
                .map(o -> String.format(
                        Locale.ROOT, "%.2f×", o.time().median() / t.time().median()))
                .orElse("");
    }
}
