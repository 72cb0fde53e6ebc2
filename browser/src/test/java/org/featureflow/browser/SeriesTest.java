package org.featureflow.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ScreenshotScale;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The series as a newcomer runs it in JupyterLab: each notebook with Run All, which must show what its stored outputs show. It takes a while, so
 * it runs on request: {@code ./ffr test --browser -Dbrowser.series=00-tour}, or {@code =all}. Pictures of every page are left in target/browser.
 */
@EnabledIfSystemProperty(
        named = "browser.series",
        matches = ".+",
        disabledReason = "it takes minutes; -Dbrowser.series=00-tour, or all")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SeriesTest {
    private static final Duration PATIENCE = Duration.ofMinutes(30);
    private static final int WIDTH = 1200;
    private static final int HEIGHT = 2400;

    private final Path folder = Checkout.TARGET.resolve("SeriesTest");
    private Chromium chromium;
    private Server server;

    @BeforeAll
    void start() throws IOException {
        copyNotebooks();
        chromium = new Chromium();
        server = Server.jupyterLab(folder);
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

    /** The records and sweeps beside them too: notebooks read them. What Run All saves stays out of the checkout. */
    private void copyNotebooks() throws IOException {
        Path notebooks = Checkout.FOLDER.resolve("notebooks");
        try (Stream<Path> files = Files.walk(notebooks, FileVisitOption.FOLLOW_LINKS)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = folder.resolve(notebooks.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    static List<String> notebooks() throws IOException {
        String asked = System.getProperty("browser.series");
        try (Stream<Path> files = Files.list(Checkout.FOLDER.resolve("notebooks"))) {
            return files.map(f -> f.getFileName().toString())
                    .filter(name -> name.endsWith(".ipynb"))
                    .map(name -> name.replace(".ipynb", ""))
                    .filter(name -> asked.equals("all") || asked.equals(name))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("notebooks")
    void runAllShowsWhatTheStoredOutputsShow(String name) {
        try (Page page = chromium.page(WIDTH, HEIGHT)) {
            JupyterLab notebook = new JupyterLab(page);
            notebook.open(server, name + ".ipynb");
            List<Shown> stored = shown(notebook);
            assertThat(stored).as("stored outputs").anyMatch(s -> s.pictures() > 0 || s.tables() > 0);
            notebook.clearOutputs();
            assertThat(shown(notebook)).allMatch(s -> s.pictures() == 0 && s.tables() == 0);
            notebook.runAll();
            awaitEnd(notebook);
            photograph(notebook, name);
            assertThat(shown(notebook)).isEqualTo(stored);
            for (Locator picture : page.locator(".jp-RenderedImage img").all()) {
                assertThat(((Number) picture.evaluate("i => i.naturalWidth")).intValue())
                        .as("a picture's width")
                        .isPositive();
            }
        }
    }

    /** How many pictures and tables a code cell shows. */
    private record Shown(int cell, int pictures, int tables) {}

    private static List<Shown> shown(JupyterLab notebook) {
        return IntStream.range(0, notebook.codeCells().count())
                .mapToObj(cell -> new Shown(
                        cell,
                        notebook.pictures(cell).count(),
                        notebook.outputs(cell).locator("table").count()))
                .toList();
    }

    /** Until the last cell has ended, or one has failed: Run All ends there. */
    private static void awaitEnd(JupyterLab notebook) {
        int cells = notebook.codeCells().count();
        Instant end = Instant.now().plus(PATIENCE);
        List<String> errors = new ArrayList<>();
        while (!notebook.prompt(cells - 1).innerText().matches("(?s)\\[\\d+\\]:")) {
            assertThat(Instant.now()).as("time at which Run All has ended").isBefore(end);
            notebook.page.waitForTimeout(1000);
            IntStream.range(0, cells)
                    .forEach(cell -> errors.addAll(notebook.errors(cell).allInnerTexts()));
            assertThat(errors).isEmpty();
        }
    }

    private void photograph(JupyterLab notebook, String name) {
        Locator cells =
                notebook.page.locator(".jp-WindowedPanel-outer, .jp-Notebook").first();
        int pages = ((Number) cells.evaluate("c => Math.ceil(c.scrollHeight / c.clientHeight)")).intValue();
        for (int p = 0; p < pages; p++) {
            cells.evaluate("(c, page) => c.scrollTo(0, page * c.clientHeight)", p);
            notebook.page.waitForTimeout(1000);
            notebook.page.screenshot(new Page.ScreenshotOptions()
                    .setPath(folder.resolve(name + "-" + (p + 1) + ".png"))
                    .setScale(ScreenshotScale.CSS));
        }
    }
}
