package org.featureflow.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The tour itself, as a newcomer runs it: minutes, so only on request, {@code ./ffr test --browser -Dbrowser.tour=true}. */
@EnabledIfSystemProperty(
        named = "browser.tour",
        matches = "true",
        disabledReason = "it takes minutes; -Dbrowser.tour=true")
class TourTest {
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    @Test
    void theTourRunsFromTopToBottomWithPicturesAndATable() throws IOException {
        Path folder = Files.createDirectories(Checkout.TARGET.resolve("TourTest"));
        Files.copy(
                Checkout.FOLDER.resolve("notebooks/00-tour.ipynb"),
                folder.resolve("00-tour.ipynb"),
                StandardCopyOption.REPLACE_EXISTING);
        try (Chromium chromium = new Chromium();
                Server server = Server.jupyterLab(folder)) {
            JupyterLab tour = new JupyterLab(chromium.page());
            tour.open(server, "00-tour.ipynb");
            tour.clearOutputs();
            int last = tour.codeCells().count() - 1;
            assertThat(tour.prompt(last)).hasText("[ ]:");
            tour.runAll();
            try {
                tour.awaitFinished(last, PATIENCE);
                assertThat(tour.outputs(last).locator("table")).containsText("FFR, pruned and retrained");
                int pictures = 0;
                for (int cell = 0; cell <= last; cell++) {
                    assertThat(tour.errors(cell)).hasCount(0);
                    pictures += tour.pictures(cell).count();
                }
                assertThat(pictures).isGreaterThanOrEqualTo(6);
            } finally {
                tour.screenshot(folder.resolve("tour.png"));
            }
        }
    }
}
