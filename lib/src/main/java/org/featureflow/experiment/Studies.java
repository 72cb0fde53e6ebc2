package org.featureflow.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.featureflow.FeatureFlowException;

/**
 * The studies of some folders. Every folder of runs in them is a study, named after where it lies; runs of several families of networks in one
 * folder are as many studies.
 *
 * @param all the studies by name
 */
public record Studies(List<Study> all) {
    private static final String RECORD = "record.json";

    /**
     * Copies the list.
     *
     * @param all the studies by name
     */
    public Studies {
        all = List.copyOf(all);
    }

    /**
     * Reads every record in some folders and the folders in them.
     *
     * @param roots folders of runs, folders of such folders, or single runs; one that is missing has no records
     * @return the studies
     * @throws FeatureFlowException if a record cannot be read
     */
    public static Studies in(Path... roots) {
        Map<String, Map<String, RunRecord>> folders = new TreeMap<>();
        for (Path root : roots) {
            for (Path file : recordsIn(root)) {
                RunRecord record = RunStore.read(file, RunRecord::fromJson);
                folders.computeIfAbsent(name(root, file), n -> new TreeMap<>()).put(record.id(), record);
            }
        }
        List<Study> all = new ArrayList<>();
        folders.forEach((name, records) -> {
            Map<String, List<RunRecord>> kinds = new TreeMap<>();
            records.values()
                    .forEach(r -> kinds.computeIfAbsent(Study.kind(r.spec()), k -> new ArrayList<>())
                            .add(r));
            kinds.forEach((kind, some) -> all.add(new Study(kinds.size() == 1 ? name : name + ", " + kind, some)));
        });
        return new Studies(all);
    }

    private static List<Path> recordsIn(Path root) {
        if (!Files.exists(root)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(f -> f.getFileName().toString().equals(RECORD))
                    .sorted(Comparator.comparing(Path::toString))
                    .toList();
        } catch (IOException e) {
            throw new FeatureFlowException("Cannot look into " + root + " (" + e.getMessage() + ").", e);
        }
    }

    /** The folder that the run's folder lies in, from the root on; the root's own name for runs directly in it. */
    private static String name(Path root, Path file) {
        Path run = file.toAbsolutePath().normalize().getParent();
        Path base = root.toAbsolutePath().normalize();
        Path study = run.equals(base) || run.getParent() == null ? run : run.getParent();
        Path inside = base.relativize(study);
        String name = inside.toString().isEmpty() || study.equals(run)
                ? String.valueOf(study.getFileName())
                : inside.toString();
        return name.replace('\\', '/');
    }

    /**
     * A comparison of every study but tunings that has a finished run, each with the tuning runs of its kind.
     *
     * @return the comparisons by name
     */
    public List<Comparison> comparisons() {
        return all.stream()
                .filter(s -> !s.tuning() && s.records().stream().anyMatch(RunRecord::isFinished))
                .map(s -> Comparison.of(s.name(), s.records(), tuningFor(s)))
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
                .map(s -> Comparison.of(s.name(), s.records()))
                .toList();
    }

    private List<RunRecord> tuningFor(Study study) {
        return all.stream()
                .filter(s -> s.tuning()
                        && Study.kind(s.records().get(0).spec())
                                .equals(Study.kind(study.records().get(0).spec())))
                .flatMap(s -> s.records().stream())
                .toList();
    }
}
