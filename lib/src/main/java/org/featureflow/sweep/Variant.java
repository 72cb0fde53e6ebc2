package org.featureflow.sweep;

import java.util.List;

/**
 * One value of an axis: settings that belong together.
 *
 * @param name what to call it
 * @param settings what it sets
 */
public record Variant(String name, List<Setting> settings) {
    /** Keeps a copy that cannot be changed. */
    public Variant {
        settings = List.copyOf(settings);
    }
}
