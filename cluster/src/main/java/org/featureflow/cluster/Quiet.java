package org.featureflow.cluster;

import java.util.List;

/** Keeps what Spark and its libraries log from the user, who is told by the sweep. FEATUREFLOW_DEBUG lets warnings through. */
final class Quiet {
    private static final List<String> LOGGERS = List.of("org.apache", "org.sparkproject", "io.netty");

    private Quiet() {}

    /** Has an effect on loggers that are not made yet, so it comes before the first class of Spark. */
    static void please() {
        String level = System.getenv("FEATUREFLOW_DEBUG") == null ? "off" : "warn";
        for (String logger : LOGGERS) {
            String name = "org.slf4j.simpleLogger.log." + logger;
            if (System.getProperty(name) == null) {
                System.setProperty(name, level);
            }
        }
    }
}
