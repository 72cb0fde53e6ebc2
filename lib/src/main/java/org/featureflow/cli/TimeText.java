package org.featureflow.cli;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.featureflow.FeatureFlowException;
import org.featureflow.Times;

/** Spans of time as people write them. */
final class TimeText {
    private static final Pattern FORM = Pattern.compile("(\\d{1,6})([smh])");
    private static final int MINUTE = 60;
    private static final int HOUR = 3600;

    private TimeText() {}

    /** Reads 90s, 45m or 12h. */
    static Duration parse(String option, String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new FeatureFlowException(option + " is a time such as 90s, 45m or 12h, not “" + text + "”.");
        }
        long count = Long.parseLong(form.group(1));
        return switch (form.group(2)) {
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            default -> Duration.ofHours(count);
        };
    }

    /** Writes 12 s, 3:05 min or 1:02 h. */
    static String of(double seconds) {
        long s = Math.round(seconds);
        if (s < MINUTE) {
            return s + " s";
        }
        return s < HOUR
                ? Times.clock(s) + " min"
                : String.format(Locale.ROOT, "%d:%02d h", s / HOUR, s % HOUR / MINUTE);
    }
}
