package org.featureflow.browser;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Takes the pictures in docs/ of notebooks, from the outputs that are stored in them:
 * {@code ./ffr test --browser -Dtest=Screenshots}. Its name keeps it out of every other run.
 */
class Screenshots {
    private static final int WIDTH = 1000;
    private static final int WIDE = 1340;
    private static final int HEIGHT = 1200;
    private static final int MILLISECONDS_TO_SETTLE = 3000;

    /** Notebook → the heading that a picture begins with. */
    private static final Map<String, String> PLACES = new LinkedHashMap<>();

    static {
        PLACES.put("00-tour", "What the penalty does");
        PLACES.put("01-feature-flow", "The paths");
        PLACES.put("05-ablation", "Right after the cut");
        PLACES.put("06-comparison", "Accuracy at the same cost");
    }

    @Test
    void ofNotebooksForTheDocumentation() throws IOException {
        Path folder = Files.createDirectories(Checkout.TARGET.resolve("Screenshots"));
        try (Chromium chromium = new Chromium();
                Server server = Server.jupyterLab(folder)) {
            for (Map.Entry<String, String> place : PLACES.entrySet()) {
                Path notebook = Checkout.FOLDER.resolve("notebooks/" + place.getKey() + ".ipynb");
                if (Files.exists(notebook)) {
                    Files.copy(notebook, folder.resolve(notebook.getFileName()), StandardCopyOption.REPLACE_EXISTING);
                    take(chromium.page(WIDTH, HEIGHT), server, place.getKey(), place.getValue());
                } else {
                    System.out.println("There is no " + notebook);
                }
            }
        }
    }

    /** The README's: the tour's charts of what the penalty does, and its table. */
    @Test
    void ofTheTour() throws IOException {
        StoredOutputs tour = StoredOutputs.of(Checkout.FOLDER.resolve("notebooks/00-tour.ipynb"));
        String page = "<style>body { margin: 8px; background: white; font: 13px 'DejaVu Sans' }"
                + " img { width: 640px } table { margin: 12px 32px } td, th { padding: 4px 16px !important }"
                + " tr:nth-child(even) td { background: #f3f3f3 }</style><div id='all' style='width: 1300px'>"
                + tour.of("tour-12").get(1) + tour.of("tour-14").get(1) + String.join("", tour.of("tour-22"))
                + "</div>";
        try (Chromium chromium = new Chromium()) {
            Page window = chromium.page(WIDE, HEIGHT);
            window.setContent(page);
            window.locator("#all")
                    .screenshot(new Locator.ScreenshotOptions().setPath(Checkout.FOLDER.resolve("docs/tour.png")));
        }
    }

    private static void take(Page page, Server server, String notebook, String heading) {
        // One document without the file browser.
        page.navigate(server.url("doc/tree/" + notebook + ".ipynb?reset"));
        Locator first = page.locator(".jp-MarkdownCell h2:text-is('" + heading + "'), .jp-MarkdownCell h2:has-text('"
                        + heading + "')")
                .first();
        first.waitFor(new Locator.WaitForOptions().setTimeout(NotebookPage.PATIENCE.toMillis()));
        // Cells further up are still being laid out, which moves the place.
        for (int time = 0; time < 3; time++) {
            first.evaluate("h => h.closest('.jp-Cell').scrollIntoView()");
            page.waitForTimeout(MILLISECONDS_TO_SETTLE);
        }
        if (page.locator(".jp-CodeCell .jp-OutputArea-output").count() == 0) {
            System.out.println(notebook + " has no stored outputs: no picture of it");
            page.close();
            return;
        }
        BoundingBox cells =
                page.locator(".jp-WindowedPanel-outer, .jp-Notebook").first().boundingBox();
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(Checkout.FOLDER.resolve("docs/notebook-" + notebook + ".png"))
                .setClip(cells.x, cells.y, cells.width, cells.height));
        page.close();
    }
}
