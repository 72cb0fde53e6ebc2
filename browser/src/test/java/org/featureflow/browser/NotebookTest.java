package org.featureflow.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;

/** What a reader of a notebook does and sees, in one front end. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class NotebookTest {
    private final Function<Page, NotebookPage> frontEnd;
    private final Function<Path, Server> starter;
    private Path folder;
    private Server server;
    private Chromium chromium;
    private NotebookPage notebook;

    NotebookTest(Function<Path, Server> starter, Function<Page, NotebookPage> frontEnd) {
        this.starter = starter;
        this.frontEnd = frontEnd;
    }

    @BeforeAll
    void start() throws IOException {
        folder = Checkout.TARGET.resolve(getClass().getSimpleName());
        Files.createDirectories(folder);
        chromium = new Chromium();
        server = starter.apply(folder);
    }

    @AfterAll
    void stop() {
        if (server != null) {
            server.close();
        }
        if (chromium != null) {
            chromium.close();
        }
    }

    @AfterEach
    void keepPicture(TestInfo test) {
        if (notebook != null) {
            notebook.screenshot(
                    folder.resolve(test.getTestMethod().orElseThrow().getName() + ".png"));
            notebook.page.close();
        }
    }

    private NotebookPage open(String name) throws IOException {
        Files.write(
                folder.resolve(name), getClass().getResourceAsStream("/" + name).readAllBytes());
        notebook = frontEnd.apply(chromium.page());
        notebook.open(server, name);
        return notebook;
    }

    @Test
    void runAllShowsProgressInPlaceAndPicturesAndTables() throws IOException {
        NotebookPage n = open("everything.ipynb");
        n.runAll();

        n.awaitRunning(1);
        Locator progress = n.outputs(1).locator("progress");
        progress.waitFor(new Locator.WaitForOptions().setTimeout(NotebookPage.PATIENCE.toMillis()));
        Set<Double> seen = new TreeSet<>();
        while (!n.prompt(1).innerText().matches("(?s).*\\d.*")) {
            assertThat(progress.count()).as("lines of progress").isLessThan(2);
            progress.all().forEach(p -> seen.add(((Number) p.evaluate("p => p.position")).doubleValue()));
            n.page.waitForTimeout(100);
        }
        assertThat(seen).as("positions of the progress bar").hasSizeGreaterThan(2);

        n.awaitFinished(4);
        assertThat(n.outputs(4)).containsText("Ran to the end.");
        assertThat(n.outputs(1).locator("progress")).hasCount(1);
        assertThat(n.outputs(1)).hasCount(2);
        assertThat(n.pictures(1)).hasCount(1);
        assertPicture(n.pictures(2));
        assertThat(n.outputs(3).locator("table")).containsText("resnet20@0.25");
        assertThat(n.outputs(3).locator("th").first()).hasText("network");
        for (int cell = 0; cell < n.codeCells().count(); cell++) {
            assertThat(n.errors(cell)).hasCount(0);
        }
    }

    /** Loaded, and of twice the density of the space it takes. */
    static void assertPicture(Locator picture) {
        assertThat(picture).hasCount(1);
        double width = ((Number) picture.evaluate("i => i.naturalWidth / i.clientWidth")).doubleValue();
        assertThat(width).isBetween(1.9, 2.1);
    }

    @Test
    void interruptEndsATrainingWithinAStepAndRunAllWithItAndTheNextCellsWork() throws IOException {
        NotebookPage n = open("interrupt.ipynb");
        n.runAll();
        n.awaitRunning(1);
        n.outputs(1)
                .locator("progress")
                .waitFor(new Locator.WaitForOptions().setTimeout(NotebookPage.PATIENCE.toMillis()));
        n.interrupt();
        n.awaitFinished(1);
        assertThat(n.outputs(1).locator("code")).containsText("Training was stopped after step");
        // Run All ends there: what waited behind the interrupted cell is not run.
        assertThat(n.prompt(2)).hasText(NotebookPage.NOT_RUN);
        assertThat(n.prompt(3)).hasText(NotebookPage.NOT_RUN);
        n.screenshot(folder.resolve("interrupted.png"));

        n.run(2);
        n.awaitFinished(2);
        assertThat(n.outputs(2)).containsText("steps taken: true, still running: false");
        assertThat(n.outputs(2)).containsText("at most one step after the interrupt: true");
        n.run(3);
        n.awaitFinished(3);
        assertThat(n.outputs(3).last()).containsText("Trained again.");
    }

    @Test
    void afterARestartNothingIsLeftAndCellsRunAgain() throws IOException {
        NotebookPage n = open("everything.ipynb");
        n.run(0);
        n.awaitFinished(0);
        n.restart();
        n.run(2);
        n.awaitFinished(2);
        assertThat(n.errors(2).first()).containsText("TrainingCharts");
        n.run(0);
        n.awaitFinished(0);
        assertThat(n.outputs(0)).containsText("600 images");
    }
}
