package org.featureflow.experiment;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** A trial in a JVM of its own, to be killed and to compete. Arguments: the store's folder; a file to wait for when it has begun. */
final class RunOnce {
    private RunOnce() {}

    static RunSpec spec() {
        return Tiny.pruned().with("epochs", 3).with("retrain-epochs", 3).spec();
    }

    public static void main(String[] arguments) {
        TrialListener listener = new TrialListener() {
            @Override
            public void started(RunSpec trial) {
                say("started");
                if (arguments.length > 1) {
                    await(Path.of(arguments[1]));
                }
            }

            @Override
            public void progress(RunSpec trial, double fraction, String text) {
                say(text);
            }
        };
        RunRecord record = Trial.of(spec(), new RunStore(Path.of(arguments[0])))
                .listener(listener)
                .run();
        say(record.toString());
    }

    private static void await(Path file) {
        while (!Files.exists(file)) {
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
