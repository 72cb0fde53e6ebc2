package org.featureflow.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.featureflow.ConsoleTable;
import org.featureflow.prune.ChannelGroup;
import org.featureflow.prune.ChannelGroups;
import org.featureflow.prune.Slices;

/** The groups of channels of a network, one row each. */
final class GroupTable {
    private GroupTable() {}

    static ConsoleTable of(ChannelGroups groups) {
        ConsoleTable table = new ConsoleTable()
                .left("group")
                .right("channels")
                .left("coupled")
                .right("family")
                .left("made by")
                .left("read by");
        List<Integer> families = groups.families();
        for (int g = 0; g < families.size(); g++) {
            ChannelGroup group = groups.groups().get(g);
            table.row(
                    group.name(),
                    group.size(),
                    group.coupled() ? "yes" : "no",
                    families.get(g),
                    brief(nodes(group.filters())),
                    brief(nodes(group.readers())));
        }
        return table.line().row("all", groups.channels(), "", "", "", "");
    }

    static List<Map<String, Object>> rows(ChannelGroups groups) {
        List<Integer> families = groups.families();
        return IntStream.range(0, families.size())
                .mapToObj(g -> row(groups.groups().get(g), families.get(g)))
                .toList();
    }

    private static Map<String, Object> row(ChannelGroup group, int family) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("group", group.name());
        row.put("channels", group.size());
        row.put("coupled", group.coupled());
        row.put("family", family);
        row.put("made_by", nodes(group.filters()));
        row.put("read_by", nodes(group.readers()));
        return row;
    }

    private static List<String> nodes(List<Slices> slices) {
        return slices.stream().map(Slices::node).toList();
    }

    /** Residual streams have dozens of layers. */
    private static String brief(List<String> nodes) {
        int shown = nodes.size() > 3 ? 2 : nodes.size();
        String text = String.join(", ", nodes.subList(0, shown));
        return shown == nodes.size() ? text : text + " and " + (nodes.size() - shown) + " more";
    }
}
