package org.featureflow.cli;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.featureflow.ConsoleTable;
import org.featureflow.benchmark.Endurance;
import org.featureflow.data.DataSet;
import org.featureflow.data.DataSets;
import org.featureflow.nn.Network;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains for thousands of steps and prints what might grow. */
@Command(
        name = "endurance",
        description = "Train for thousands of steps with feature flow regularisation and see whether anything grows:"
                + " native arrays, memory, time of a step.")
final class BenchEnduranceCommand implements Callable<Integer> {
    private static final int PARTS = 10;

    /** As many as the generated set has by itself. */
    private static final int MOST_IMAGES = 20_000;

    @Option(
            names = "--network",
            paramLabel = "NET",
            defaultValue = "resnet20@0.5",
            description = "An architecture (default ${DEFAULT-VALUE}).")
    private String network;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "5000",
            description = "Steps, a multiple of " + PARTS + " (default ${DEFAULT-VALUE}).")
    private int steps;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "32",
            description = "Images in a batch (default ${DEFAULT-VALUE}).")
    private int batch;

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() {
        // Refuses bad numbers before anything takes time.
        Endurance endurance = new Endurance(steps, batch, PARTS);
        int images = Math.min(endurance.images(), MOST_IMAGES);
        DataSet data = DataSets.open(DataSets.SYNTHETIC + ":" + images + ":10:32");
        try (Network trained = NetworkArgument.open(network)) {
            List<Endurance.Stretch> stretches = endurance.run(trained, data);
            json.print(stretches, () -> text(stretches));
        }
        return 0;
    }

    private static String text(List<Endurance.Stretch> stretches) {
        ConsoleTable table = new ConsoleTable()
                .right("step")
                .right("native arrays")
                .right("resident")
                .right("median ms")
                .right("quartiles");
        for (Endurance.Stretch s : stretches) {
            table.row(
                    s.step(),
                    s.arrays(),
                    MemoryText.of(s.resident()),
                    String.format(Locale.ROOT, "%.1f", s.time().median()),
                    String.format(
                            Locale.ROOT,
                            "%.1f – %.1f",
                            s.time().firstQuartile(),
                            s.time().thirdQuartile()));
        }
        return table + "Arrays and memory after the step, times of the steps since the row above.";
    }
}
