package org.featureflow.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.HasTextOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;

/** One notebook, open in a browser, as its reader sees and works it. Code cells are numbered from 0. */
abstract class NotebookPage {
    /** A kernel's start, or a short training, while everything else on two cores is busy too. */
    static final Duration PATIENCE = Duration.ofMinutes(5);

    static final Pattern NOT_RUN = Pattern.compile("\\[\\s\\]:");

    private static final Pattern FINISHED = Pattern.compile("\\[\\d+\\]:");
    private static final Pattern RUNNING = Pattern.compile("\\[\\*\\]:");

    final Page page;

    NotebookPage(Page page) {
        this.page = page;
    }

    /** Opens the page and waits for a kernel that is ready. */
    abstract void open(Server server, String notebook);

    /** Runs every cell, as the menu does. */
    abstract void runAll();

    /** Presses the button that interrupts the kernel. */
    abstract void interrupt();

    /** Restarts the kernel and says yes to the question. */
    abstract void restart();

    abstract Locator codeCells();

    /** The place before a cell that says {@code [3]:}, or {@code [*]:} while it runs. */
    abstract Locator prompt(int cell);

    /** All that a cell has shown. */
    abstract Locator outputs(int cell);

    /** Pictures among it. */
    abstract Locator pictures(int cell);

    /** A cell's outputs of an exception. */
    abstract Locator errors(int cell);

    /** Runs one cell with Shift-Enter. */
    final void run(int cell) {
        Locator editor = codeCells().nth(cell);
        editor.scrollIntoViewIfNeeded();
        editor.locator(".CodeMirror, .cm-editor").first().click();
        page.keyboard().press("Escape");
        page.keyboard().press("Shift+Enter");
    }

    final void awaitRunning(int cell) {
        assertThat(prompt(cell)).hasText(RUNNING, patient(PATIENCE));
    }

    final void awaitFinished(int cell) {
        awaitFinished(cell, PATIENCE);
    }

    final void awaitFinished(int cell, Duration patience) {
        assertThat(prompt(cell)).hasText(FINISHED, patient(patience));
    }

    static HasTextOptions patient(Duration patience) {
        return new HasTextOptions().setTimeout(patience.toMillis());
    }

    final void screenshot(Path file) {
        page.screenshot(new Page.ScreenshotOptions().setPath(file));
    }
}
