package org.featureflow.io;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.featureflow.data.Normalization;

/**
 * What one has to know to use a network, beside its arrays.
 *
 * @param normalization what it sees pixels through; empty if unknown
 * @param dataSet name of the data set it was trained on; empty text if unknown
 * @param more further strings, such as the recipe; names may not be those the file itself uses
 */
public record NetworkNotes(Optional<Normalization> normalization, String dataSet, Map<String, String> more) {
    /** Nothing known. */
    public static final NetworkNotes NONE = new NetworkNotes(Optional.empty(), "", Map.of());

    /** Copies the map, in order. */
    public NetworkNotes {
        more = Collections.unmodifiableMap(new LinkedHashMap<>(more));
    }

    /**
     * For a network trained on a data set.
     *
     * @param normalization what it sees pixels through
     * @param dataSet name of the data set
     * @return notes with nothing more
     */
    public static NetworkNotes of(Normalization normalization, String dataSet) {
        return new NetworkNotes(Optional.of(normalization), dataSet, Map.of());
    }

    /**
     * Without one of the strings.
     *
     * @param name what it is
     * @return the changed copy
     */
    public NetworkNotes without(String name) {
        Map<String, String> shorter = new LinkedHashMap<>(more);
        shorter.remove(name);
        return new NetworkNotes(normalization, dataSet, shorter);
    }

    /**
     * The lines of one of the strings, of what happened more than once.
     *
     * @param name what it is, such as {@code pruned}
     * @return its lines, the earliest first; none if there is no such string
     */
    public List<String> lines(String name) {
        return more.containsKey(name) ? more.get(name).lines().toList() : List.of();
    }

    /**
     * With one more line of a string.
     *
     * @param name what it is, such as {@code pruned}
     * @param line stands behind those that are there
     * @return the changed copy
     */
    public NetworkNotes withLine(String name, String line) {
        String only = line.replaceAll("\\R", " ");
        return with(name, more.containsKey(name) ? more.get(name) + "\n" + only : only);
    }

    /**
     * With one more string.
     *
     * @param name what it is
     * @param value the string
     * @return the changed copy
     */
    public NetworkNotes with(String name, String value) {
        Map<String, String> longer = new LinkedHashMap<>(more);
        longer.put(name, value);
        return new NetworkNotes(normalization, dataSet, longer);
    }
}
