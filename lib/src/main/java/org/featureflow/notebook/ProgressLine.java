package org.featureflow.notebook;

import java.util.Locale;
import java.util.Map;
import org.featureflow.Times;
import org.featureflow.report.TableHtml;
import org.featureflow.train.EpochMetrics;
import org.featureflow.train.StepMetrics;

/** What one line says about a running training. */
final class ProgressLine {
    private ProgressLine() {}

    /** A bar and the figures of the last steps. */
    static Kernel.Content running(String label, StepMetrics m) {
        String text = String.format(
                Locale.ROOT,
                "%s  epoch %d/%d  loss %.3f  accuracy %.1f %%  %.0f images/s  %s left",
                label,
                m.epoch(),
                m.epochs(),
                m.loss(),
                100 * m.accuracy(),
                m.imagesPerSecond(),
                Times.clock(m.secondsLeft()));
        return line(m.step(), m.totalSteps(), text, "steps");
    }

    /** What an epoch came to. */
    static Kernel.Content epoch(String label, EpochMetrics m, long totalSteps) {
        String validated = m.validation() == null
                ? ""
                : String.format(
                        Locale.ROOT,
                        "  validation %.1f %%",
                        100 * m.validation().top1());
        String text = String.format(
                Locale.ROOT,
                "%s  epoch %d  loss %.3f  accuracy %.1f %%%s  %.1f s",
                label,
                m.epoch(),
                m.loss(),
                100 * m.accuracy(),
                validated,
                m.seconds());
        return line(m.step(), totalSteps, text, "epoch");
    }

    /** Only text. */
    static Kernel.Content text(String text) {
        return Kernel.Content.html("<code>" + TableHtml.escaped(text) + "</code>", text);
    }

    private static Kernel.Content line(long step, long totalSteps, String text, String after) {
        String html = "<progress value=\"" + step + "\" max=\"" + totalSteps + "\"></progress> <code>"
                + TableHtml.escaped(text) + "</code>";
        return new Kernel.Content(Kernel.Content.HTML, html, Map.of("progress", after), text);
    }
}
