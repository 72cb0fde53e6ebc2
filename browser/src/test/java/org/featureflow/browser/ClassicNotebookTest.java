package org.featureflow.browser;

import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

@EnabledIfSystemProperty(
        named = "browser.classic",
        matches = "true",
        disabledReason = "this machine has no classic Notebook 6")
class ClassicNotebookTest extends NotebookTest {
    ClassicNotebookTest() {
        super(Server::classicNotebook, ClassicNotebook::new);
    }
}
