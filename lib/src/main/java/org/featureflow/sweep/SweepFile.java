package org.featureflow.sweep;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.featureflow.FeatureFlowException;

/**
 * A sweep written in YAML or JSON. Members: {@code base} (settings of every run), {@code axes} (a list of {@code grid: {key: [values]}},
 * {@code paired: {key: [values], ...}} or {@code variants: {name: {settings}}}), {@code seeds}, {@code values} (names that settings refer to
 * as <code>${name}</code>), {@code profiles} (name → {@code base} and {@code values} that override some, {@code axes} and {@code seeds} that
 * replace the others), and for readers {@code name}, {@code about}, {@code tuning} and {@code tried} (settings that it is meant for).
 */
public final class SweepFile {
    private static final Set<String> MEMBERS =
            Set.of("name", "about", "tuning", "values", "base", "axes", "seeds", "profiles", "tried");
    private static final Set<String> PROFILE_MEMBERS = Set.of("values", "base", "axes", "seeds", "tuning");

    private final FileNode root;
    private final Map<String, FileNode> members;
    private final String name;

    private SweepFile(FileNode root, String name) {
        this.root = root;
        this.members = members(root, "A sweep file", MEMBERS);
        String given = text("name", members, Map.of());
        this.name = given.isEmpty() ? name : given;
    }

    /**
     * Reads a file.
     *
     * @param path a YAML or JSON file
     * @return its content
     * @throws FeatureFlowException if it is none or its form is wrong, with the line
     */
    public static SweepFile read(Path path) {
        String file = path.getFileName().toString();
        try {
            return parse(file, Files.readString(path));
        } catch (IOException e) {
            throw new FeatureFlowException("Cannot read the sweep file " + path + "; is the name right?", e);
        }
    }

    /**
     * Reads text.
     *
     * @param file what to call it in messages; without its ending the sweep's name unless the text gives one
     * @param text YAML or JSON
     * @return its content
     * @throws FeatureFlowException if its form is wrong, with the line
     */
    public static SweepFile parse(String file, String text) {
        return new SweepFile(FileNode.parse(file, text), file.replaceFirst("\\.[^.]*$", ""));
    }

    /**
     * The profiles it has.
     *
     * @return their names in the file's order; empty if there are none
     */
    public Set<String> profiles() {
        return members.containsKey("profiles")
                ? members.get("profiles").members("“profiles”").keySet()
                : Set.of();
    }

    /**
     * The networks and data sets it is meant for, to be set one at a time.
     *
     * @return settings; empty if the file does not say
     */
    public List<List<Setting>> tried() {
        if (!members.containsKey("tried")) {
            return List.of();
        }
        return members.get("tried").elements("“tried”").stream()
                .map(e -> settings(e, "an element of “tried”"))
                .toList();
    }

    /**
     * The sweep.
     *
     * @param profile one of {@link #profiles}; any name where the file has none, which then is only noted in the runs
     * @param overrides settings that win over the file's base and profile, but not over its axes
     * @return the sweep
     * @throws FeatureFlowException if there is no such profile, something is written wrongly (with the line), or an override sets what all
     *     trials have from an axis or from the seeds, or a value that nothing in the profile refers to
     */
    public Sweep sweep(String profile, List<Setting> overrides) {
        Map<String, FileNode> section = profile(profile);
        List<Setting> base = new ArrayList<>();
        base.add(Setting.of("profile", profile));
        base.addAll(settings("base", members));
        base.addAll(settings("base", section));
        base.addAll(overrides);
        List<Setting> values = new ArrayList<>(settings("values", members));
        values.addAll(settings("values", section));
        FileNode axes = section.getOrDefault("axes", members.get("axes"));
        FileNode seeds = section.getOrDefault("seeds", members.get("seeds"));
        Sweep sweep = new Sweep(
                name,
                text("about", members, Map.of()),
                text("tuning", section, members),
                values,
                base,
                axes == null
                        ? List.of()
                        : axes(axes, values.stream().map(Setting::key).collect(Collectors.toSet())),
                seeds == null
                        ? List.of()
                        : seeds.elements("“seeds”").stream()
                                .map(s -> s.whole("A seed"))
                                .toList());
        overrides.forEach(o -> requireEffect(o, sweep));
        return sweep;
    }

    /** Axes win over overrides, and a value is only what settings refer to: without this, some overrides would be ignored. */
    private static void requireEffect(Setting override, Sweep sweep) {
        String place = (override.place() == null ? override.key() : override.place()) + ": ";
        boolean seed = override.key().equals("seed") && !sweep.seeds().isEmpty();
        if (seed
                || sweep.axes().stream()
                        .anyMatch(a -> a.variants().stream()
                                .allMatch(v -> v.settings().stream()
                                        .anyMatch(s -> s.key().equals(override.key()))))) {
            throw new FeatureFlowException(place + "every trial of the sweep “" + sweep.name() + "” has this from "
                    + (seed ? "its list of seeds" : "an axis") + "; change it there, in a copy of the file.");
        }
        boolean value = sweep.values().stream().anyMatch(v -> v.key().equals(override.key()));
        if (value && !refersTo(override.key(), sweep)) {
            throw new FeatureFlowException(place + "the sweep “" + sweep.name()
                    + "” knows this value, but no setting of the chosen profile refers to it; leave it out.");
        }
    }

    private static boolean refersTo(String value, Sweep sweep) {
        Stream<Setting> varied =
                sweep.axes().stream().flatMap(a -> a.variants().stream()).flatMap(v -> v.settings().stream());
        return Stream.of(sweep.values().stream(), sweep.base().stream(), varied)
                .flatMap(settings -> settings)
                .anyMatch(s -> s.value() != null && s.value().contains("${" + value + "}"));
    }

    private Map<String, FileNode> profile(String profile) {
        if (profiles().isEmpty()) {
            return Map.of();
        }
        FileNode section = members.get("profiles").members("“profiles”").get(profile);
        if (section == null) {
            throw new FeatureFlowException(
                    root.file() + " has no profile “" + profile + "”; it has " + String.join(", ", profiles()) + ".");
        }
        return members(section, "the profile “" + profile + "”", PROFILE_MEMBERS);
    }

    private static String text(String key, Map<String, FileNode> first, Map<String, FileNode> then) {
        FileNode node = first.getOrDefault(key, then.get(key));
        String text = node == null ? null : node.text("“" + key + "”");
        return text == null ? "" : text;
    }

    private static List<Setting> settings(String member, Map<String, FileNode> members) {
        return members.containsKey(member) ? settings(members.get(member), "“" + member + "”") : List.of();
    }

    private static List<Setting> settings(FileNode node, String what) {
        return node.members(what).entrySet().stream()
                .map(e -> e.getValue().setting(e.getKey()))
                .toList();
    }

    private static List<Axis> axes(FileNode node, Set<String> values) {
        List<Axis> axes = new ArrayList<>();
        for (FileNode element : node.elements("“axes”")) {
            Map<String, FileNode> kinds = members(element, "An axis", Set.of("grid", "paired", "variants"));
            kinds.forEach((kind, content) -> {
                try {
                    axes.addAll(axes(kind, content, values));
                } catch (FeatureFlowException e) {
                    throw e.getMessage().startsWith(node.file()) ? e : element.wrong(e.getMessage());
                }
            });
        }
        return axes;
    }

    private static List<Axis> axes(String kind, FileNode content, Set<String> values) {
        Map<String, FileNode> members = content.members("“" + kind + "”");
        if (kind.equals("variants")) {
            List<Variant> variants = new ArrayList<>();
            members.forEach((name, node) -> variants.add(new Variant(name, settings(node, "“" + name + "”"))));
            return List.of(new Axis(variants));
        }
        Map<String, List<Setting>> columns = new LinkedHashMap<>();
        members.forEach((key, list) -> columns.put(
                key,
                list.elements("“" + key + "”").stream().map(v -> v.setting(key)).toList()));
        return kind.equals("paired")
                ? List.of(Axis.paired(columns, values))
                : columns.values().stream().map(Axis::grid).toList();
    }

    private static Map<String, FileNode> members(FileNode node, String what, Set<String> known) {
        Map<String, FileNode> members = node.members(what);
        members.forEach((key, value) -> {
            if (!known.contains(key)) {
                throw value.wrong(what + " has no member “" + key + "”; it may have "
                        + String.join(", ", known.stream().sorted().toList()) + ".");
            }
        });
        return members;
    }
}
