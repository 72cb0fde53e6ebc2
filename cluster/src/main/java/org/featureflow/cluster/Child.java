package org.featureflow.cluster;

import java.io.IOException;
import java.util.Arrays;
import org.apache.spark.deploy.master.Master;
import org.apache.spark.deploy.worker.Worker;

/** The main class of a master or worker of {@link LocalCluster}, which ends with the process that started it. */
final class Child {
    private Child() {}

    /**
     * Runs Spark's own main method.
     *
     * @param arguments {@code master} or {@code worker}, then Spark's arguments
     */
    public static void main(String[] arguments) {
        Thread parent = new Thread(Child::awaitParent, "parent");
        parent.setDaemon(true);
        parent.start();
        String[] rest = Arrays.copyOfRange(arguments, 1, arguments.length);
        if (arguments[0].equals("master")) {
            Master.main(rest);
        } else {
            Worker.main(rest);
        }
    }

    /** Our input ends when the parent closes it, or is gone. */
    private static void awaitParent() {
        try {
            while (System.in.read() >= 0) {
                Thread.onSpinWait();
            }
        } catch (IOException alsoTheEnd) {
            System.exit(0);
        }
        System.exit(0);
    }
}
