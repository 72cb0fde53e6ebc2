package org.featureflow.prune;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.featureflow.ConsoleTable;
import org.featureflow.cost.Cost;
import org.featureflow.cost.LayerCost;
import org.featureflow.nn.NetworkSpec;

/**
 * A network before and after a plan.
 *
 * @param before counts of the whole network
 * @param after counts of the shrunk network
 * @param layers the layers that multiply, in order of computation
 */
public record PlanSummary(Cost before, Cost after, List<Row> layers) {
    /** Copies the list. */
    public PlanSummary {
        layers = List.copyOf(layers);
    }

    /**
     * One layer before and after.
     *
     * @param node the node's name
     * @param channelsBefore output channels
     * @param channelsAfter output channels
     * @param parametersBefore trained values
     * @param parametersAfter trained values
     * @param macsBefore multiply–accumulates an image
     * @param macsAfter multiply–accumulates an image
     */
    public record Row(
            String node,
            int channelsBefore,
            int channelsAfter,
            long parametersBefore,
            long parametersAfter,
            long macsBefore,
            long macsAfter) {}

    static PlanSummary of(NetworkSpec spec, Plan plan) {
        Cost before = Cost.of(spec);
        Cost after = Cost.of(Shrink.spec(spec, plan));
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < before.layers().size(); i++) {
            LayerCost b = before.layers().get(i);
            LayerCost a = after.layers().get(i);
            if (b.macs() > 0) {
                rows.add(new Row(
                        b.node(),
                        b.output().channels(),
                        a.output().channels(),
                        b.parameters(),
                        a.parameters(),
                        b.macs(),
                        a.macs()));
            }
        }
        return new PlanSummary(before, after, rows);
    }

    /**
     * Compression ratio.
     *
     * @return parameters before / after
     */
    public double compression() {
        return (double) before.parameters() / after.parameters();
    }

    /**
     * Theoretical speed-up; measured time falls by less.
     *
     * @return MACs before / after
     */
    public double theoreticalSpeedUp() {
        return (double) before.macs() / after.macs();
    }

    @Override
    public String toString() {
        ConsoleTable table = new ConsoleTable()
                .left("layer")
                .right("channels")
                .right("parameters")
                .right("→")
                .right("MACs")
                .right("→");
        for (Row r : layers) {
            table.row(
                    r.node(),
                    r.channelsBefore() == r.channelsAfter()
                            ? Integer.toString(r.channelsBefore())
                            : r.channelsBefore() + " → " + r.channelsAfter(),
                    r.parametersBefore(),
                    r.parametersAfter(),
                    r.macsBefore(),
                    r.macsAfter());
        }
        table.line().row("network", "", before.parameters(), after.parameters(), before.macs(), after.macs());
        return table
                + String.format(
                        Locale.ROOT,
                        "Parameters kept %.1f %% (%.2f× fewer), MACs kept %.1f %% (%.2f× fewer).%n",
                        100 / compression(),
                        compression(),
                        100 / theoreticalSpeedUp(),
                        theoreticalSpeedUp());
    }
}
