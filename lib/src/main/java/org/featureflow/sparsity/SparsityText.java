package org.featureflow.sparsity;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.featureflow.ConsoleTable;

/** A report for the terminal: the figures people compare first; JSON, table and page have them all. */
final class SparsityText {
    private SparsityText() {}

    static String of(SparsityReport report) {
        StringBuilder out = new StringBuilder(report.network()).append("\n").append(layers(report));
        out.append("\nShare that counts as zero, whole network (relative to each layer)\n")
                .append(shares(report));
        if (!report.activations().isEmpty()) {
            out.append("\nActivations on ")
                    .append(String.format(Locale.ROOT, "%,d", report.images()))
                    .append(" images\n")
                    .append(activations(report));
        }
        if (!report.flow().isEmpty()) {
            out.append("\nFeature flow, means over images\n").append(flow(report));
        }
        return out.toString();
    }

    private static ConsoleTable layers(SparsityReport report) {
        int shown = shown(report.nearZero());
        String threshold = report.nearZero().isEmpty()
                ? ""
                : " " + report.nearZero().get(shown).threshold();
        ConsoleTable table = new ConsoleTable()
                .left("layer")
                .right("filters")
                .right("weights")
                .right("weights" + threshold)
                .right("filters" + threshold)
                .right("with batch norm")
                .right("Hoyer")
                .right("Gini")
                .right("PQ")
                .right("kurtosis")
                .right("effective rank")
                .right("stable rank");
        for (LayerSparsity l : report.layers()) {
            NearZero zero = l.nearZero().isEmpty() ? null : l.nearZero().get(shown);
            table.row(
                    l.layer(),
                    l.out(),
                    l.weights(),
                    zero == null ? null : percent(zero.weights()),
                    zero == null ? null : percent(zero.filters()),
                    zero == null ? null : percent(zero.folded()),
                    number("%.3f", l.spread().hoyer()),
                    number("%.3f", l.spread().gini()),
                    number("%.3f", l.spread().pqIndex()),
                    number("%.1f", l.spread().kurtosis()),
                    number("%.1f", l.effectiveRank()) + " of " + l.fullRank(),
                    number("%.1f", l.stableRank()));
        }
        NearZero zero = report.nearZero().isEmpty() ? null : report.nearZero().get(shown);
        int filters = report.layers().stream().mapToInt(LayerSparsity::out).sum();
        return table.line()
                .row(
                        "all",
                        filters,
                        report.weights(),
                        zero == null ? null : percent(zero.weights()),
                        zero == null ? null : percent(zero.filters()),
                        zero == null ? null : percent(zero.folded()),
                        number("%.3f", report.spread().hoyer()),
                        number("%.3f", report.spread().gini()),
                        number("%.3f", report.spread().pqIndex()),
                        number("%.1f", report.spread().kurtosis()),
                        null,
                        null);
    }

    /** The threshold the layer table shows: a hundredth of the maximum where there is one. */
    private static int shown(List<NearZero> all) {
        return IntStream.range(0, all.size())
                .filter(i -> all.get(i).threshold().equals("≤1e-2·max"))
                .findFirst()
                .orElse(all.size() - 1);
    }

    private static ConsoleTable shares(SparsityReport report) {
        ConsoleTable table = new ConsoleTable()
                .left("threshold")
                .right("weights")
                .right("filters")
                .right("filters with batch norm")
                .right("input channels")
                .right("kernels");
        report.nearZero()
                .forEach(z -> table.row(
                        z.threshold(),
                        percent(z.weights()),
                        percent(z.filters()),
                        percent(z.folded()),
                        percent(z.inputs()),
                        percent(z.kernels())));
        return table;
    }

    private static ConsoleTable activations(SparsityReport report) {
        ConsoleTable table = new ConsoleTable()
                .left("activation")
                .right("channels")
                .right("dead channels")
                .right("zeros (APoZ)");
        report.activations().forEach(a -> table.row(a.layer(), a.channels(), a.dead(), percent(a.zeros())));
        int channels = report.activations().stream()
                .mapToInt(ActivationSparsity::channels)
                .sum();
        int dead =
                report.activations().stream().mapToInt(ActivationSparsity::dead).sum();
        return table.line().row("all", channels, dead, null);
    }

    private static ConsoleTable flow(SparsityReport report) {
        ConsoleTable table = new ConsoleTable()
                .left("stage")
                .right("features")
                .left("shape")
                .right("length")
                .right("turning, rad")
                .right("straightness");
        for (FlowStage s : report.flow()) {
            boolean single = s.features() < 2;
            table.row(
                    s.stage(),
                    s.features(),
                    s.shape(),
                    single ? null : number("%.3f", s.length()),
                    single ? null : number("%.3f", s.turning()),
                    single ? null : number("%.3f", s.straightness()));
        }
        return table;
    }

    private static String percent(double share) {
        return Double.isNaN(share) ? null : number("%.2f %%", 100 * share);
    }

    private static String number(String format, double value) {
        return Double.isNaN(value) ? null : String.format(Locale.ROOT, format, value);
    }
}
