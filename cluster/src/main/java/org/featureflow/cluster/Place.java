package org.featureflow.cluster;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where Spark runs, as {@code --on} says it.
 *
 * @param master Spark's name for it
 * @param kind what sort of place
 * @param atATime how many trials run at a time in local mode; 0 elsewhere
 */
record Place(String master, Kind kind, int atATime) {
    private static final Pattern LOCAL = Pattern.compile("local\\[(\\*|\\d{1,3})(,\\d+)?]");
    private static final Pattern OTHER =
            Pattern.compile("(spark)://[^/:]+:\\d+(,[^/:]+:\\d+)*|(k8s)://.+|(local-cluster)\\[.+]");

    /** Sorts of places. */
    enum Kind {
        /** In this JVM. */
        LOCAL,
        /** Workers of a standalone master; they see the same files as we do. */
        STANDALONE,
        /** Containers. */
        KUBERNETES
    }

    /** Reads what the user wrote; empty if it is no place for Spark. */
    static Optional<Place> of(String on) {
        if (on.equals("spark")) {
            return Optional.of(new Place("local[1]", Kind.LOCAL, 1));
        }
        Matcher local = LOCAL.matcher(on);
        if (local.matches()) {
            String count = local.group(1);
            int atATime = count.equals("*")
                    ? Runtime.getRuntime().availableProcessors()
                    : Math.max(1, Integer.parseInt(count));
            return Optional.of(new Place(on, Kind.LOCAL, atATime));
        }
        Matcher other = OTHER.matcher(on);
        return other.matches()
                ? Optional.of(new Place(on, other.group(3) != null ? Kind.KUBERNETES : Kind.STANDALONE, 0))
                : Optional.empty();
    }

    /** Whether all of it is on this machine and needs no address that others can reach. */
    boolean isLoopback() {
        return kind == Kind.LOCAL
                || master.startsWith("local-cluster")
                || master.matches("spark://(127\\.|localhost:).*");
    }
}
