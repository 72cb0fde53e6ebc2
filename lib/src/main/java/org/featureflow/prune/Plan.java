package org.featureflow.prune;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.featureflow.FeatureFlowException;
import org.featureflow.io.AtomicFile;
import org.featureflow.nn.NetworkSpec;

/**
 * Which channels stay, as data: it can be read, edited, saved as JSON and applied again. Groups that a plan does not name stay whole.
 *
 * <pre>{@code
 * Plan plan = Pruning.by("l1").target(Target.macs(0.5)).plan(network);
 * System.out.println(plan.summary(network.spec()));
 * Network smaller = Shrink.apply(network, plan);
 * }</pre>
 *
 * @param network name of the network it was made for
 * @param cuts one entry a group
 * @param origin how it was made, such as importance, scope and target; for the reader and the record only
 */
public record Plan(String network, List<Cut> cuts, Map<String, String> origin) {
    /**
     * Copies the collections.
     *
     * @throws FeatureFlowException if a group is named twice
     */
    public Plan {
        cuts = List.copyOf(cuts);
        origin = Collections.unmodifiableMap(new TreeMap<>(origin));
        long different = cuts.stream().map(Cut::group).distinct().count();
        if (different < cuts.size()) {
            throw new FeatureFlowException("The plan names a channel group twice; give every group one entry.");
        }
    }

    /**
     * A plan by hand that says what goes.
     *
     * @param spec the network it is for
     * @param gone group name → the channels that go, from 0; other groups, coupled ones too, stay whole
     * @return the plan, without an origin
     * @throws FeatureFlowException if there is no such group or channel, or a group would lose all channels
     */
    public static Plan removing(NetworkSpec spec, Map<String, Set<Integer>> gone) {
        ChannelGroups all = ChannelGroups.of(spec, Channels.ALL);
        gone.keySet().forEach(all::group);
        List<Cut> cuts = all.groups().stream()
                .filter(group -> gone.containsKey(group.name()))
                .map(group -> Cut.without(group, gone.get(group.name())))
                .toList();
        return new Plan(spec.name(), cuts, Map.of());
    }

    /**
     * The kept channels of a group.
     *
     * @param group a group's name
     * @return the kept channels
     * @throws FeatureFlowException if the plan does not name the group
     */
    public List<Integer> kept(String group) {
        return cuts.stream()
                .filter(c -> c.group().equals(group))
                .findFirst()
                .orElseThrow(() -> new FeatureFlowException("The plan has no group “" + group + "”."))
                .kept();
    }

    /**
     * A copy with other channels kept in one group.
     *
     * @param group a group the plan names
     * @param kept the channels to keep, ascending
     * @return the edited plan
     * @throws FeatureFlowException if the plan does not name the group or the channels are not possible
     */
    public Plan with(String group, List<Integer> kept) {
        kept(group);
        return new Plan(
                network,
                cuts.stream()
                        .map(c -> c.group().equals(group) ? new Cut(group, c.channels(), kept) : c)
                        .toList(),
                origin);
    }

    /**
     * This plan followed by another one that was made for what it leaves.
     *
     * @param next a plan for the pruned network
     * @return one plan for the network that this one is for, with the origin of the other plan; that of this one is not kept
     * @throws FeatureFlowException if the other plan counts other channels than this one leaves
     */
    public Plan then(Plan next) {
        Map<String, Cut> all = new LinkedHashMap<>();
        cuts.forEach(c -> all.put(c.group(), c));
        for (Cut later : next.cuts) {
            Cut first = all.get(later.group());
            if (first != null && first.kept().size() != later.channels()) {
                throw new FeatureFlowException(
                        "The second plan counts " + later.channels() + " channels in “" + later.group()
                                + "”, but the first leaves " + first.kept().size() + ".");
            }
            all.put(
                    later.group(),
                    first == null
                            ? later
                            : new Cut(
                                    first.group(),
                                    first.channels(),
                                    later.kept().stream().map(first.kept()::get).toList()));
        }
        return new Plan(network, new ArrayList<>(all.values()), next.origin);
    }

    /**
     * Checks that the plan fits a network.
     *
     * @param all its groups, coupled ones too
     * @return group name → channels to remove
     * @throws FeatureFlowException if the network lacks a group or it has another size
     */
    Map<String, BitSet> removed(ChannelGroups all) {
        Map<String, BitSet> removed = new LinkedHashMap<>();
        for (Cut cut : cuts) {
            ChannelGroup group = all.group(cut.group());
            if (group.size() != cut.channels()) {
                throw new FeatureFlowException("The plan is for " + cut.channels() + " channels in “" + cut.group()
                        + "”, but network " + all.spec().name() + " has " + group.size()
                        + " there; use the network that the plan was made for (" + network + ").");
            }
            removed.put(cut.group(), cut.removed());
        }
        return removed;
    }

    /**
     * What the plan does to a network, layer by layer.
     *
     * @param spec the architecture it is for
     * @return widths, parameters and MACs before and after
     * @throws FeatureFlowException if the plan does not fit
     */
    public PlanSummary summary(NetworkSpec spec) {
        return PlanSummary.of(spec, this);
    }

    /**
     * This plan as JSON.
     *
     * @return text that {@link #fromJson} reads
     */
    public String toJson() {
        return PlanJson.write(this);
    }

    /**
     * Reads a plan.
     *
     * @param json what {@link #toJson} wrote, perhaps edited since
     * @return the plan
     * @throws FeatureFlowException if the text is no valid plan
     */
    public static Plan fromJson(String json) {
        return PlanJson.read(json);
    }

    /**
     * Writes this plan as JSON, replacing a file of that name in one step.
     *
     * @param file where to
     * @throws FeatureFlowException if the file cannot be written
     */
    public void save(Path file) {
        AtomicFile.write(file, toJson());
    }

    /**
     * Reads a plan from a file.
     *
     * @param file what {@link #save} wrote
     * @return the plan
     * @throws FeatureFlowException if there is no such file or it holds no plan
     */
    public static Plan load(Path file) {
        try {
            return fromJson(Files.readString(file));
        } catch (NoSuchFileException e) {
            throw new FeatureFlowException("There is no plan " + file + "; prune with --plan writes one.", e);
        } catch (IOException e) {
            throw new FeatureFlowException("The plan " + file + " cannot be read as text: " + e.getMessage() + ".", e);
        } catch (FeatureFlowException e) {
            throw new FeatureFlowException(file + ": " + e.getMessage(), e);
        }
    }
}
