package org.featureflow.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;

/** JupyterLab 4. */
final class JupyterLab extends NotebookPage {
    private final Locator panel;

    JupyterLab(Page page) {
        super(page);
        panel = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)");
    }

    @Override
    void open(Server server, String notebook) {
        page.navigate(server.url("lab/tree/" + notebook + "?reset"));
        awaitIdle();
    }

    private void awaitIdle() {
        // The indicator in the toolbar says idle before there is a kernel.
        assertThat(page.locator("#jp-main-statusbar"))
                .containsText("| Idle", new ContainsTextOptions().setTimeout(PATIENCE.toMillis()));
    }

    @Override
    void runAll() {
        menu("Run", "runmenu:run-all");
    }

    @Override
    void interrupt() {
        panel.getByTitle("Interrupt the kernel").click();
    }

    @Override
    void restart() {
        menu("Kernel", "kernelmenu:restart");
        page.locator(".jp-Dialog button.jp-mod-accept").click();
        // It is idle until the restart begins.
        assertThat(page.locator("#jp-main-statusbar")).not().containsText("| Idle");
        awaitIdle();
    }

    void clearOutputs() {
        menu("Edit", "editmenu:clear-all");
    }

    private void menu(String name, String command) {
        page.locator(".lm-MenuBar-item:has-text('" + name + "')").click();
        page.locator(".lm-Menu-item[data-command='" + command + "']").click();
    }

    @Override
    Locator codeCells() {
        return panel.locator(".jp-CodeCell");
    }

    @Override
    Locator prompt(int cell) {
        return codeCells().nth(cell).locator(".jp-InputPrompt");
    }

    @Override
    Locator outputs(int cell) {
        return codeCells().nth(cell).locator(".jp-OutputArea-output");
    }

    @Override
    Locator pictures(int cell) {
        return codeCells().nth(cell).locator(".jp-RenderedImage img");
    }

    @Override
    Locator errors(int cell) {
        return codeCells().nth(cell).locator("[data-mime-type='application/vnd.jupyter.stderr']");
    }
}
