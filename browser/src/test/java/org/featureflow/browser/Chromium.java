package org.featureflow.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.nio.file.Path;
import java.util.Map;

/** The system's Chromium, without a screen. */
final class Chromium implements AutoCloseable {
    static final Path PROGRAM = Path.of("/usr/bin/chromium");
    private static final int WIDTH = 1280;
    private static final int HEIGHT = 900;

    private final Playwright playwright;
    private final Browser browser;

    Chromium() {
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright.chromium().launch(new LaunchOptions().setExecutablePath(PROGRAM));
    }

    /** A new window of twice the density. */
    Page page() {
        return page(WIDTH, HEIGHT);
    }

    /** The same of another size, in CSS pixels. */
    Page page(int width, int height) {
        return browser.newPage(
                new Browser.NewPageOptions().setViewportSize(width, height).setDeviceScaleFactor(2));
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
