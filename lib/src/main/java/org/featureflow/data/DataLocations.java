package org.featureflow.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.featureflow.FeatureFlowException;

/**
 * Where data sets are looked for, in order: the folder that the environment variable {@code FEATUREFLOW_DATA} names, then the user's cache,
 * {@code ${XDG_CACHE_HOME:-~/.cache}/featureflow/data}.
 *
 * @param named the folder of {@code FEATUREFLOW_DATA}, or null
 * @param cache the toolkit's part of the user's cache folder
 */
public record DataLocations(Path named, Path cache) {
    /** The environment variable that names a folder of data sets. */
    public static final String VARIABLE = "FEATUREFLOW_DATA";

    /**
     * Those of this process.
     *
     * @return from the environment and the user's home
     */
    public static DataLocations current() {
        return of(System.getenv(), Path.of(System.getProperty("user.home")));
    }

    static DataLocations of(Map<String, String> environment, Path home) {
        String named = environment.get(VARIABLE);
        String cache = environment.get("XDG_CACHE_HOME");
        Path caches = cache == null || cache.isBlank() ? home.resolve(".cache") : Path.of(cache);
        return new DataLocations(
                named == null || named.isBlank() ? null : Path.of(named), caches.resolve("featureflow"));
    }

    /**
     * Where downloads are put.
     *
     * @return the data folder in the user's cache
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
