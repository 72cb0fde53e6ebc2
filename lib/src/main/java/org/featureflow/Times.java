package org.featureflow;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Points in time and spans of it as text. */
public final class Times {
    private static final int MINUTE = 60;
    private static final int HOUR = 3600;

    private Times() {}

    /**
     * The present, to the second.
     *
     * @return ISO 8601 in UTC, such as {@code 2026-03-01T12:00:00Z}
     */
    public static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /**
     * A span as on a stopwatch, hours only where there are any.
     *
     * @param seconds rounded; less than 0 counts as 0
     * @return such as {@code 0:07}, {@code 12:30} or {@code 1:02:03}
     */
    public static String clock(double seconds) {
        long s = Math.max(0, Math.round(seconds));
        return s < HOUR
                ? String.format(Locale.ROOT, "%d:%02d", s / MINUTE, s % MINUTE)
                : String.format(Locale.ROOT, "%d:%02d:%02d", s / HOUR, s / MINUTE % MINUTE, s % MINUTE);
    }
}
