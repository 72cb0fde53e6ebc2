package org.featureflow.compare;

import java.util.List;
import org.featureflow.experiment.RunRecord;
import org.featureflow.experiment.RunSpec;

/**
 * Runs that belong together, as a sweep makes them: one family of networks, one data set, one profile.
 *
 * @param name what to call it
 * @param notes what the sweep says of itself, and whether all its runs have ended
 * @param records runs that have ended, by id
 */
public record Study(String name, List<String> notes, List<RunRecord> records) {
    private static final int DIGITS = 8;

    /** Copies the lists. */
    public Study {
        notes = List.copyOf(notes);
        records = List.copyOf(records);
    }

    /**
     * Whether its runs were made to choose coefficients for others. By custom such a sweep or folder has {@code tuning} in its name.
     *
     * @return true if so
     */
    public boolean tuning() {
        return name.contains("tuning");
    }

    /** What runs must share to be compared: family of networks, data set, profile. */
    static String kind(RunSpec spec) {
        return task(spec) + " " + spec.profile();
    }

    /** Family of networks and data set; a folder by what is in it, wherever it lies and however it is spelled. */
    static String task(RunSpec spec) {
        String data = spec.data().name();
        String folder = data.contains("/") || data.contains("\\")
                ? data.replaceFirst("[/\\\\]+$", "").replaceFirst(".*[/\\\\]", "") + " "
                        + spec.data().checksum().substring(0, DIGITS)
                : data;
        return spec.network().name().replaceFirst("[@:].*", "") + " " + folder;
    }
}
