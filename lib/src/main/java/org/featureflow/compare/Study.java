package org.featureflow.compare;

import java.util.List;
import java.util.regex.Pattern;
import org.featureflow.experiment.DataChoice;
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

    /** Retraining is often called fine-tuning. */
    private static final Pattern TUNING = Pattern.compile("(?<!fine[-_ ]?)tuning", Pattern.CASE_INSENSITIVE);

    private static final String ENDED = "runs have ended.";

    /** Copies the lists. */
    public Study {
        notes = List.copyOf(notes);
        records = List.copyOf(records);
    }

    /**
     * Whether its runs were made to choose coefficients for others. By custom such a sweep or folder has {@code tuning} in its name,
     * and not {@code fine-tuning}.
     *
     * @return true if so
     */
    public boolean tuning() {
        return TUNING.matcher(name).find();
    }

    /** The note of a study that is not complete. */
    static String unfinished(int ended, int of) {
        return ended + " of its " + of + " " + ENDED;
    }

    /**
     * Whether a note says that runs are missing.
     *
     * @param note one of {@link #notes}
     * @return true if so
     */
    public static boolean isUnfinished(String note) {
        return note.endsWith(ENDED);
    }

    /** What runs must share to be compared: family of networks, data set, profile. */
    static String kind(RunSpec spec) {
        return task(spec) + " " + spec.profile();
    }

    /** Family of networks and data set; a folder by what is in it, wherever it lies and whatever it is called. */
    static String task(RunSpec spec) {
        DataChoice data = spec.data();
        String images = data.folder().isPresent() ? "images " + data.checksum().substring(0, DIGITS) : data.name();
        return spec.network().name().replaceFirst("[@:].*", "") + " " + images;
    }
}
