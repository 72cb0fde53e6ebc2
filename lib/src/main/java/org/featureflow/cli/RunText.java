package org.featureflow.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.featureflow.ConsoleTable;

/** Runs as tables for {@code ffr runs}. */
final class RunText {
    /** Layers and generated parts say little beside the network's name. */
    private static final Set<String> LEFT_OUT = Set.of("network.nodes", "network.taps");

    private final List<RunFigures> runs;

    RunText(List<RunFigures> runs) {
        this.runs = runs;
    }

    String stages() {
        ConsoleTable table = new ConsoleTable()
                .left("run")
                .left("network")
                .right("parameters")
                .right("MACs")
                .right("validation %")
                .right("test %")
                .right("test %, best epoch");
        for (RunFigures run : runs) {
            if (run.stages().isEmpty()) {
                table.row(run.id(), run.status(), null, null, null, null, null);
            }
            for (RunFigures.StageFigures s : run.stages()) {
                table.row(
                        run.id(),
                        s.name(),
                        s.parameters(),
                        s.macs(),
                        SweepResults.percent(s.validation()),
                        SweepResults.percent(s.test()),
                        SweepResults.percent(s.bestTest()));
            }
        }
        return table.toString();
    }

    /** Settings, one a row; all of them or those that differ. */
    String settings(boolean differing) {
        List<Map<String, String>> columns = runs.stream().map(RunText::flat).toList();
        ConsoleTable table = new ConsoleTable().left("setting");
        for (int i = 0; i < runs.size(); i++) {
            table.left(runs.size() == 1 ? "value" : "run " + (i + 1));
        }
        int rows = 0;
        for (String key : keys(columns)) {
            List<Object> cells = new ArrayList<>(List.of(key));
            Set<String> values = new LinkedHashSet<>();
            for (Map<String, String> column : columns) {
                cells.add(column.get(key));
                values.add(String.valueOf(column.get(key)));
            }
            if (!differing || values.size() > 1) {
                table.row(cells.toArray());
                rows++;
            }
        }
        return rows == 0 ? "They are of the same settings.\n" : table.toString();
    }

    String errors() {
        StringBuilder text = new StringBuilder();
        runs.stream()
                .filter(r -> r.error() != null)
                .forEach(r ->
                        text.append('\n').append(r.id()).append(" failed: ").append(r.error()));
        return text.toString();
    }

    /** The figures with the settings as an object. */
    List<Map<String, Object>> json() {
        List<Map<String, Object>> all = new ArrayList<>();
        for (RunFigures r : runs) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("id", r.id());
            one.put("status", r.status());
            one.put("error", r.error());
            one.put("stages", r.stages());
            one.put("spec", JsonParser.parseString(r.spec().toJson()));
            all.add(one);
        }
        return all;
    }

    private static Set<String> keys(List<Map<String, String>> columns) {
        Set<String> keys = new LinkedHashSet<>();
        columns.forEach(c -> keys.addAll(c.keySet()));
        return keys;
    }

    private static Map<String, String> flat(RunFigures run) {
        Map<String, String> all = new TreeMap<>();
        flatten("", JsonParser.parseString(run.spec().toJson()), all);
        return all;
    }

    private static void flatten(String name, JsonElement e, Map<String, String> all) {
        if (LEFT_OUT.contains(name)) {
            return;
        }
        if (e.isJsonObject()) {
            e.getAsJsonObject().asMap().forEach((k, v) -> flatten(name.isEmpty() ? k : name + "." + k, v, all));
        } else {
            all.put(name, e.isJsonPrimitive() ? e.getAsString() : e.toString());
        }
    }
}
