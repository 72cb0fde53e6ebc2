package org.featureflow.cluster;

import java.net.UnknownHostException;
import org.featureflow.FeatureFlowException;

/** Why Spark did not start, in a sentence and what to do. */
final class StartFailure {
    private StartFailure() {}

    static FeatureFlowException of(String master, Throwable failure) {
        Throwable cause = unwrapped(failure);
        return new FeatureFlowException(
                "Spark did not start on " + master + ": " + FeatureFlowException.firstLine(cause) + "." + advice(cause),
                failure);
    }

    /** What fails while Spark's classes are initialised comes in an error without a message. */
    private static Throwable unwrapped(Throwable e) {
        return e instanceof ExceptionInInitializerError && e.getCause() != null ? e.getCause() : e;
    }

    private static String advice(Throwable e) {
        return e instanceof UnknownHostException
                ? " This machine does not know its own name: put it into /etc/hosts, or set SPARK_LOCAL_IP to an address of this"
                        + " machine that the cluster reaches."
                : "";
    }
}
