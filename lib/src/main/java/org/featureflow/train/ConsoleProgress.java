package org.featureflow.train;

import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.featureflow.Times;

/**
 * Shows training on a console: on a terminal a bar that is drawn over, elsewhere a line every half minute; and one line an epoch on both.
 */
public final class ConsoleProgress implements ProgressListener {
    private static final long TERMINAL_NANOS = 100_000_000L;
    private static final long LINE_NANOS = 30_000_000_000L;
    private static final int BAR = 24;
    private static final String ERASE_LINE = "\r\u001b[K";

    private final PrintStream out;
    private final boolean terminal;
    private final LongSupplier clock;
    private long last;
    private int epochs;

    ConsoleProgress(PrintStream out, boolean terminal, LongSupplier clock) {
        this.out = out;
        this.terminal = terminal;
        this.clock = clock;
    }

    /**
     * Shows progress on standard error, where it does not mix with results.
     *
     * @return the listener
     */
    public static ConsoleProgress toStandardError() {
        return new ConsoleProgress(System.err, isTerminal(), System::nanoTime);
    }

    /**
     * Shows progress somewhere, in lines.
     *
     * @param out where to
     * @return the listener
     */
    public static ConsoleProgress lines(PrintStream out) {
        return new ConsoleProgress(out, false, System::nanoTime);
    }

    /**
     * Whether somebody reads along. A console alone is no terminal since Java 22, which can say so.
     *
     * @return true if lines can be drawn over
     */
    public static boolean isTerminal() {
        if (System.console() == null || "dumb".equals(System.getenv("TERM"))) {
            return false;
        }
        try {
            return (boolean) java.io.Console.class.getMethod("isTerminal").invoke(System.console());
        } catch (ReflectiveOperationException before22) {
            return true;
        }
    }

    @Override
    public void onStart(Recipe recipe, long totalSteps, History before) {
        epochs = recipe.epochs();
        last = clock.getAsLong();
        before.last().ifPresent(e -> out.println("Going on after epoch " + e.epoch() + " of " + epochs + "."));
        out.flush();
    }

    @Override
    public void onStep(StepMetrics m) {
        long now = clock.getAsLong();
        if (now - last < (terminal ? TERMINAL_NANOS : LINE_NANOS)) {
            return;
        }
        last = now;
        String text = String.format(
                Locale.ROOT,
                "epoch %d/%d  %s  loss %.4f%s  accuracy %.1f %%  %,.0f images/s  %s left",
                m.epoch(),
                m.epochs(),
                terminal ? bar(m) : String.format(Locale.ROOT, "step %,d/%,d", m.step(), m.totalSteps()),
                m.loss(),
                terms(m.terms()),
                100 * m.accuracy(),
                m.imagesPerSecond(),
                duration(m.secondsLeft()));
        if (terminal) {
            out.print(ERASE_LINE + text);
        } else {
            out.println(text);
        }
        out.flush();
    }

    @Override
    public void onEpoch(EpochMetrics m) {
        Evaluation v = m.validation();
        String validation = v == null
                ? ""
                : String.format(
                        Locale.ROOT,
                        "  validation %.2f %% (top-5 %.2f %%, loss %.4f)",
                        100 * v.top1(),
                        100 * v.top5(),
                        v.loss());
        eraseBar();
        out.println(String.format(
                Locale.ROOT,
                "epoch %d/%d  loss %.4f%s  accuracy %.2f %%%s  rate %.4g  %,.0f images/s  %s",
                m.epoch(),
                epochs,
                m.loss(),
                terms(m.terms()),
                100 * m.accuracy(),
                validation,
                m.learningRate(),
                m.imagesPerSecond(),
                duration(m.seconds())));
        out.flush();
        last = clock.getAsLong();
    }

    @Override
    public void onStop(String reason) {
        eraseBar();
        out.flush();
    }

    private void eraseBar() {
        if (terminal) {
            out.print(ERASE_LINE);
        }
    }

    private static String bar(StepMetrics m) {
        int done = (int) (BAR * m.step() / m.totalSteps());
        return "[" + "=".repeat(done) + (done < BAR ? ">" : "") + " ".repeat(Math.max(0, BAR - done - 1)) + "]";
    }

    private static String terms(Map<String, Double> terms) {
        return terms.entrySet().stream()
                .map(e -> String.format(Locale.ROOT, "  %s %.4g", e.getKey(), e.getValue()))
                .collect(Collectors.joining());
    }

    /** Seconds as 12 s, 3:05 or 1:02:03. */
    static String duration(double seconds) {
        long s = Math.round(seconds);
        return s < 60 ? s + " s" : Times.clock(s);
    }
}
