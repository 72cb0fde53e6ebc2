package org.featureflow.experiment;

import java.util.List;

/**
 * Runs that belong together, as a sweep makes them: one family of networks, one data set, one profile.
 *
 * @param name what to call it
 * @param records runs that have ended, by id
 */
public record Study(String name, List<RunRecord> records) {
    /**
     * Copies the list.
     *
     * @param name what to call it
     * @param records runs that have ended, by id
     */
    public Study {
        records = List.copyOf(records);
    }

    /**
     * Whether its runs were made to choose coefficients for others. By custom such a folder has {@code tuning} in its name.
     *
     * @return true if so
     */
    public boolean tuning() {
        return name.contains("tuning");
    }

    /** What runs must share to be compared: family of networks, data set, profile. */
    static String kind(RunSpec spec) {
        return spec.network().name().replaceFirst("[@:].*", "") + " "
                + spec.data().name() + " " + spec.profile();
    }
}
