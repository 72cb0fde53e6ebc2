package org.featureflow.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.featureflow.FeatureFlowException;
import org.featureflow.experiment.RunRecord;
import org.featureflow.experiment.RunSpec;
import org.featureflow.experiment.RunStore;
import org.featureflow.sweep.SweepRecord;
import org.featureflow.train.RunFolder;

/**
 * The studies of some folders. Where a store says which sweeps it holds, every sweep and profile is a study; a store that says nothing is one
 * study, named after its folder. Runs of several families of networks, data sets or profiles are as many studies. Stores of one name in
 * several folders, such as the same sweep from two machines, are read as one.
 *
 * @param all the studies by name
 * @param passedOver how many records were no trial's but of {@code ffr train}
 */
public record Studies(List<Study> all, long passedOver) {
    /** Copies the list. */
    public Studies {
        all = List.copyOf(all);
    }

    /**
     * Reads every record in some folders and the folders in them. Records of {@code ffr train} are passed over.
     *
     * @param roots folders of runs, folders of such folders, or single runs; one that is missing has no records
     * @return the studies
     * @throws FeatureFlowException if a record cannot be read
     */
    public static Studies in(Path... roots) {
        Map<String, Part> parts = new TreeMap<>();
        long passedOver = 0;
        for (Path root : roots) {
            Found found = Found.in(root);
            passedOver += found.passedOver();
            found.stores().forEach((store, records) -> {
                String folder = name(root, store);
                List<SweepRecord> sweeps = sweeps(new RunStore(store));
                boolean nameless = sweeps.isEmpty() && folder.isEmpty();
                parts.computeIfAbsent(nameless ? last(store) : folder, f -> new Part())
                        .add(sweeps, records);
            });
        }
        List<Study> all = parts.entrySet().stream()
                .flatMap(part -> part.getValue().studies(part.getKey()).stream())
                .flatMap(study -> byKind(study).stream())
                .sorted(Comparator.comparing(Study::name))
                .toList();
        return new Studies(all, passedOver);
    }

    /** What stores of one name hold together, such as runs of the same sweep from two machines. */
    private static final class Part {
        private final List<SweepRecord> sweeps = new ArrayList<>();
        private final Map<String, RunRecord> records = new TreeMap<>();

        /** A run that both stores have counts once, by the record of one that finished. */
        void add(List<SweepRecord> moreSweeps, Map<String, RunRecord> moreRecords) {
            sweeps.addAll(moreSweeps);
            moreRecords.forEach((id, record) -> records.merge(id, record, (a, b) -> a.isFinished() ? a : b));
        }

        List<Study> studies(String folder) {
            return sweeps.isEmpty()
                    ? List.of(new Study(folder, List.of(), sorted(records)))
                    : ofSweeps(folder, sweeps, records);
        }
    }

    /**
     * The records of a folder, each read once.
     *
     * @param stores records of trials by the store they lie in, by id
     * @param passedOver the number of other records
     */
    private record Found(Map<Path, Map<String, RunRecord>> stores, long passedOver) {
        static Found in(Path root) {
            Map<Path, Map<String, RunRecord>> stores = new TreeMap<>();
            long passedOver = 0;
            for (Path file : records(root)) {
                Path run = file.toAbsolutePath().normalize().getParent();
                Path store = run.getParent() == null ? run : run.getParent();
                Optional<RunRecord> record = RunStore.readRecordOfTrial(file);
                record.ifPresent(
                        r -> stores.computeIfAbsent(store, s -> new TreeMap<>()).put(r.id(), r));
                passedOver += record.isEmpty() ? 1 : 0;
            }
            return new Found(stores, passedOver);
        }
    }

    private static List<Path> records(Path root) {
        if (!Files.exists(root)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(root, FileVisitOption.FOLLOW_LINKS)) {
            return files.filter(f -> f.getFileName().toString().equals(RunFolder.RECORD))
                    .sorted(Comparator.comparing(Path::toString))
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            // Such as a link to a folder that it lies in.
            throw new FeatureFlowException("Cannot look into " + root + " (" + e.getMessage() + ").", e);
        }
    }

    private static List<RunRecord> sorted(Map<String, RunRecord> records) {
        return List.copyOf(records.values());
    }

    private static List<SweepRecord> sweeps(RunStore store) {
        Path folder = SweepRecord.folder(store);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.getFileName().toString().endsWith(".json"))
                    .sorted()
                    .map(SweepRecord::read)
                    .toList();
        } catch (IOException e) {
            throw new FeatureFlowException("Cannot look into " + folder + " (" + e.getMessage() + ").", e);
        }
    }

    /** One sweep may have been started several times with other settings: these are one study. */
    private static List<Study> ofSweeps(String folder, List<SweepRecord> sweeps, Map<String, RunRecord> records) {
        Map<String, List<SweepRecord>> byName = new TreeMap<>();
        sweeps.forEach(s -> byName.computeIfAbsent(s.name() + ", " + s.profile(), n -> new ArrayList<>())
                .add(s));
        List<Study> studies = new ArrayList<>();
        byName.forEach((name, same) -> {
            Map<String, Set<String>> wanted = wanted(same, records);
            if (wanted.isEmpty()) {
                return;
            }
            Set<String> notes = new LinkedHashSet<>();
            same.forEach(s -> {
                notes.add(s.about());
                notes.add(s.tuning());
            });
            notes.removeIf(note -> note == null || note.isEmpty());
            String prefix = folder.isEmpty() ? "" : folder + "/";
            wanted.forEach((kind, ids) -> {
                List<RunRecord> ended =
                        ids.stream().map(records::get).filter(r -> r != null).toList();
                List<String> all = new ArrayList<>(notes);
                if (ended.size() < ids.size()) {
                    all.add(Study.unfinished(ended.size(), ids.size()));
                }
                studies.add(new Study(prefix + name + (wanted.size() == 1 ? "" : ", " + kind), all, ended));
            });
        });
        return studies;
    }

    /**
     * Kind → ids of its runs. Of a run that has not ended only the settings are known: it is of the kind of one with the same model and data
     * that has. Where none of these has ended, what it is is not known, and it is missing from every kind.
     */
    private static Map<String, Set<String>> wanted(List<SweepRecord> sweeps, Map<String, RunRecord> records) {
        Map<List<String>, String> kinds = new HashMap<>();
        Map<String, Set<String>> wanted = new TreeMap<>();
        List<SweepRecord.Entry> trials =
                sweeps.stream().flatMap(s -> s.trials().stream()).toList();
        for (SweepRecord.Entry trial : trials) {
            RunRecord ended = records.get(trial.id());
            if (ended != null) {
                String kind = Study.kind(ended.spec());
                kinds.put(task(trial), kind);
                wanted.computeIfAbsent(kind, k -> new TreeSet<>()).add(trial.id());
            }
        }
        for (SweepRecord.Entry trial : trials) {
            String kind = kinds.get(task(trial));
            if (kind != null) {
                wanted.get(kind).add(trial.id());
            } else {
                wanted.values().forEach(ids -> ids.add(trial.id()));
            }
        }
        return wanted;
    }

    private static List<String> task(SweepRecord.Entry trial) {
        return List.of(
                trial.settings().getOrDefault("model", ""), trial.settings().getOrDefault("data", ""));
    }

    private static List<Study> byKind(Study study) {
        Map<String, List<RunRecord>> kinds = new TreeMap<>();
        study.records()
                .forEach(r -> kinds.computeIfAbsent(Study.kind(r.spec()), k -> new ArrayList<>())
                        .add(r));
        return kinds.entrySet().stream()
                .map(k -> new Study(
                        kinds.size() == 1 ? study.name() : study.name() + ", " + k.getKey(),
                        study.notes(),
                        k.getValue()))
                .toList();
    }

    /** Where a store lies in the root; empty for the root itself, its own name for one outside. */
    private static String name(Path root, Path store) {
        Path base = root.toAbsolutePath().normalize();
        return store.startsWith(base) ? base.relativize(store).toString().replace('\\', '/') : last(store);
    }

    private static String last(Path folder) {
        return String.valueOf(folder.getFileName());
    }

    /**
     * A comparison of every study but tunings that has a finished run, each with the tuning runs of its kind.
     *
     * @return the comparisons by name
     */
    public List<Comparison> comparisons() {
        return all.stream()
                .filter(s -> !s.tuning() && s.records().stream().anyMatch(RunRecord::isFinished))
                .map(s -> Comparison.of(s, tuningFor(s)))
                .toList();
    }

    /**
     * A comparison of every tuning that has a finished run: how coefficients were chosen.
     *
     * @return the comparisons by name
     */
    public List<Comparison> tunings() {
        return all.stream()
                .filter(s -> s.tuning() && s.records().stream().anyMatch(RunRecord::isFinished))
                .map(s -> Comparison.of(s, s.records()))
                .toList();
    }

    /** Tunings of the same network and images, of the same profile if there are such. */
    private List<RunRecord> tuningFor(Study study) {
        RunSpec spec = study.records().get(0).spec();
        List<Study> same = all.stream()
                .filter(Study::tuning)
                .filter(s -> Study.task(s.records().get(0).spec()).equals(Study.task(spec)))
                .toList();
        boolean ofProfile =
                same.stream().anyMatch(s -> s.records().get(0).spec().profile().equals(spec.profile()));
        return same.stream()
                .filter(s -> !ofProfile || s.records().get(0).spec().profile().equals(spec.profile()))
                .flatMap(s -> s.records().stream())
                .toList();
    }
}
