package org.featureflow.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.featureflow.FeatureFlowException;

/**
 * Where data sets are looked for, in order: the folder that the environment variable {@code FEATUREFLOW_DATA} names, then {@code data} in the
 * toolkit's cache, which is the folder that {@code FEATUREFLOW_CACHE} names, else {@code ${XDG_CACHE_HOME:-~/.cache}/featureflow}.
 *
 * @param named the folder of {@code FEATUREFLOW_DATA}, or null
 * @param cache the toolkit's cache
 */
public record DataLocations(Path named, Path cache) {
    /** The environment variable that names a folder of data sets. */
    public static final String VARIABLE = "FEATUREFLOW_DATA";

    private static final String CACHE = "FEATUREFLOW_CACHE";

    /**
     * Those of this process.
     *
     * @return from the environment and the user's home
     */
    public static DataLocations current() {
        return of(System.getenv(), Path.of(System.getProperty("user.home")));
    }

    static DataLocations of(Map<String, String> environment, Path home) {
        Path caches = folder(environment, "XDG_CACHE_HOME").orElse(home.resolve(".cache"));
        return new DataLocations(
                folder(environment, VARIABLE).orElse(null),
                folder(environment, CACHE).orElse(caches.resolve("featureflow")));
    }

    private static Optional<Path> folder(Map<String, String> environment, String variable) {
        return Optional.ofNullable(environment.get(variable))
                .filter(name -> !name.isBlank())
                .map(Path::of);
    }

    /**
     * Where downloads are put.
     *
     * @return the data folder in the toolkit's cache
     */
    public Path downloads() {
        return cache.resolve("data");
    }

    /** Where decoded images are kept. */
    DecodedCache decoded() {
        return new DecodedCache(cache.resolve("decoded"));
    }

    /** Folders to look in, best first. */
    List<Path> roots() {
        List<Path> roots = new ArrayList<>();
        if (named != null) {
            if (!Files.isDirectory(named)) {
                throw new FeatureFlowException(VARIABLE + " names " + named
                        + ", which is not a folder; set it to the folder that holds the data sets, or unset it.");
            }
            roots.add(named);
        }
        roots.add(downloads());
        return roots;
    }
}
