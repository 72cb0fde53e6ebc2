package org.featureflow.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;
import java.util.function.Function;
import org.featureflow.FeatureFlowException;
import org.featureflow.engine.NativeMemory;

/** A contender's side of the line protocol: every line asks for a turn of some runs, and their times are the answer. */
final class Turns {
    private static final double NANOS_PER_MILLI = 1e6;

    /**
     * What a line asks for.
     *
     * @param run what is timed
     * @param times how often
     */
    record Turn(Runnable run, int times) {}

    /** What a contender does until its input ends. */
    @FunctionalInterface
    interface Server {
        /**
         * Serves.
         *
         * @throws IOException if the input cannot be read
         */
        void run() throws IOException;
    }

    private Turns() {}

    /** The main method of a contender: what goes wrong is one sentence, and exit code 1. */
    static void main(Server server) {
        try {
            server.run();
        } catch (IOException | RuntimeException | OutOfMemoryError | LinkageError failure) {
            System.err.println("ffr: " + sentence(failure));
            if (System.getenv("FEATUREFLOW_DEBUG") != null) {
                failure.printStackTrace();
            }
            System.exit(1);
        }
    }

    private static String sentence(Throwable failure) {
        return FeatureFlowException.within(failure)
                .map(Throwable::getMessage)
                .or(() -> NativeMemory.advice(failure))
                .orElseGet(() -> failure instanceof OutOfMemoryError
                        ? "Java's memory ran out: use a smaller batch or network."
                        : "Unexpected " + failure.getClass().getSimpleName() + ": "
                                + FeatureFlowException.firstLine(failure));
    }

    /**
     * Serves until the input ends: a line in, a line of milliseconds out, comma-separated.
     *
     * @param read the turn that a line asks for; what it prepares is not timed
     * @throws IOException if the input cannot be read
     */
    static void serve(Function<String, Turn> read) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            Turn turn = read.apply(line);
            StringJoiner times = new StringJoiner(",");
            for (int i = turn.times(); i > 0; i--) {
                long start = System.nanoTime();
                turn.run().run();
                times.add(Double.toString((System.nanoTime() - start) / NANOS_PER_MILLI));
            }
            System.out.println(times);
        }
    }
}
