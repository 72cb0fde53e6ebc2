package org.featureflow.browser;

class JupyterLabTest extends NotebookTest {
    JupyterLabTest() {
        super(Server::jupyterLab, JupyterLab::new);
    }
}
