package org.featureflow.browser;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;

/** The classic Notebook, version 6. */
final class ClassicNotebook extends NotebookPage {
    ClassicNotebook(Page page) {
        super(page);
    }

    @Override
    void open(Server server, String notebook) {
        page.navigate(server.url("notebooks/" + notebook));
        awaitIdle();
    }

    private void awaitIdle() {
        page.locator("#kernel_indicator_icon.kernel_idle_icon")
                .waitFor(new Locator.WaitForOptions().setTimeout(PATIENCE.toMillis()));
    }

    @Override
    void runAll() {
        page.locator("#celllink").click();
        page.locator("#run_all_cells").click();
    }

    @Override
    void interrupt() {
        page.locator("button[data-jupyter-action='jupyter-notebook:interrupt-kernel']")
                .click();
    }

    @Override
    void restart() {
        // The sign of an idle kernel also comes from the old one, when it ends.
        page.evaluate("() => { window.again = false;"
                + " Jupyter.notebook.events.one('kernel_ready.Kernel', () => { window.again = true; }); }");
        page.locator("button[data-jupyter-action='jupyter-notebook:confirm-restart-kernel']")
                .click();
        page.locator(".modal-dialog .btn-danger").click();
        page.waitForFunction(
                "() => window.again", null, new Page.WaitForFunctionOptions().setTimeout(PATIENCE.toMillis()));
        awaitIdle();
    }

    @Override
    Locator codeCells() {
        return page.locator(".code_cell");
    }

    @Override
    Locator prompt(int cell) {
        return codeCells().nth(cell).locator(".input_prompt");
    }

    @Override
    Locator outputs(int cell) {
        return codeCells().nth(cell).locator(".output_area");
    }

    @Override
    Locator pictures(int cell) {
        return codeCells().nth(cell).locator(".output_png img");
    }

    @Override
    Locator errors(int cell) {
        return codeCells().nth(cell).locator(".output_error");
    }
}
