package org.featureflow.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.featureflow.experiment.RunRecord;
import org.featureflow.experiment.RunSpec;
import org.featureflow.experiment.TrialListener;
import org.featureflow.sweep.SweepTrial;
import org.featureflow.train.Evaluation;

/** Shows a sweep as it runs: on a terminal a line for every running trial, drawn over; elsewhere a line when something happens. */
final class SweepProgress implements TrialListener, AutoCloseable {
    private static final long REDRAW_NANOS = 200_000_000L;
    private static final long LINE_NANOS = 60_000_000_000L;
    private static final int BAR = 20;

    private final PrintWriter out;
    private final boolean terminal;
    private final int total;
    private final Map<RunSpec, String> names = new LinkedHashMap<>();
    private final Map<RunSpec, String> running = new LinkedHashMap<>();
    private final Map<RunSpec, Long> lastLine = new LinkedHashMap<>();
    private final long begin = System.nanoTime();
    private long ended;
    private long failed;
    private long lastDrawn;
    private int drawn;

    SweepProgress(PrintWriter out, boolean terminal, List<SweepTrial> trials, SweepResults before) {
        this.out = out;
        this.terminal = terminal;
        this.total = trials.size();
        this.ended = before.ended();
        trials.forEach(t -> names.put(
                t.spec(),
                (t.variant().isEmpty() ? t.spec().network().name() : t.variant()) + ", seed "
                        + t.spec().seed()));
        if (ended > 0) {
            long other = before.endedByOtherCode();
            out.println(ended + " of " + total + " trials have ended before"
                    + (other == 0 ? "." : ", " + other + " of them by other code of the toolkit than this."));
        }
        out.flush();
    }

    @Override
    public synchronized void started(RunSpec trial) {
        running.put(trial, "begins");
        lastLine.put(trial, System.nanoTime());
        say("begins   " + name(trial));
    }

    @Override
    public synchronized void progress(RunSpec trial, double fraction, String text) {
        int done = (int) (BAR * Math.min(1, fraction));
        running.put(trial, "[" + "=".repeat(done) + " ".repeat(BAR - done) + "] " + text);
        long now = System.nanoTime();
        if (terminal) {
            if (now - lastDrawn > REDRAW_NANOS) {
                redraw();
            }
        } else if (now - lastLine.getOrDefault(trial, begin) > LINE_NANOS) {
            lastLine.put(trial, now);
            say(String.format(Locale.ROOT, "%5.1f %%  %s: %s", 100 * fraction, name(trial), text));
        }
    }

    @Override
    public synchronized void ended(RunSpec trial, RunRecord record) {
        running.remove(trial);
        ended++;
        if (record.isFinished()) {
            Evaluation test = record.last().test();
            say(String.format(
                    Locale.ROOT,
                    "finished %s: test %s, %,d parameters",
                    name(trial),
                    test == null ? "on no images" : SweepResults.percent(test.top1()) + " %",
                    record.last().parameters()));
        } else {
            failed++;
            say("failed   " + name(trial) + ": " + record.error());
        }
    }

    private String name(RunSpec trial) {
        return names.getOrDefault(trial, trial.label());
    }

    private void say(String line) {
        erase();
        out.println(String.format(
                Locale.ROOT, "%s  %d/%d  %s", TimeText.of((System.nanoTime() - begin) / 1e9), ended, total, line));
        redraw();
        out.flush();
    }

    private void redraw() {
        if (!terminal) {
            return;
        }
        erase();
        running.forEach((trial, text) -> out.println(clip("  " + name(trial) + "  " + text)));
        drawn = running.size();
        lastDrawn = System.nanoTime();
        out.flush();
    }

    /** A line that wraps would not be erased whole. */
    private static String clip(String line) {
        int width = 80;
        try {
            width = Integer.parseInt(System.getenv().getOrDefault("COLUMNS", "80"));
        } catch (NumberFormatException unknown) {
            width = 80;
        }
        return line.length() < width ? line : line.substring(0, width - 1);
    }

    private void erase() {
        if (drawn > 0) {
            out.print("\u001b[" + drawn + "A\u001b[J");
            drawn = 0;
        }
    }

    /** Leaves only what was said. */
    @Override
    public synchronized void close() {
        erase();
        out.flush();
    }
}
