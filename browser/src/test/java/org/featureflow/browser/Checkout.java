package org.featureflow.browser;

import java.nio.file.Path;

/** Where things are. */
final class Checkout {
    /** The checkout under test. */
    static final Path FOLDER = Path.of(System.getProperty("browser.checkout", ".."))
            .toAbsolutePath()
            .normalize();

    /** Where notebooks are run and pictures of them go. */
    static final Path TARGET = FOLDER.resolve("target/browser");

    private Checkout() {}
}
