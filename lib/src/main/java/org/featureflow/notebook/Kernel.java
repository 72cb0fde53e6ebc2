package org.featureflow.notebook;

import java.util.Map;

/** What the toolkit needs of a notebook kernel. */
interface Kernel {
    /**
     * Shows something below the running cell.
     *
     * @param content what to show
     * @return a handle for {@link #update}
     */
    String show(Content content);

    /**
     * Replaces what was shown.
     *
     * @param handle from {@link #show}
     * @param content what to show instead
     */
    void update(String handle, Content content);

    /**
     * Something to show.
     *
     * @param mime its type, such as {@code image/png}
     * @param data text, or base64 for pictures
     * @param metadata the type's metadata, such as a picture's width in CSS pixels
     * @param text what to show where only text can be
     */
    record Content(String mime, String data, Map<String, Object> metadata, String text) {}

    /**
     * The kernel this JVM runs in.
     *
     * @return the kernel, or one that prints to the standard output
     */
    static Kernel current() {
        return Rapaio.find().map(k -> (Kernel) k).orElseGet(Console::new);
    }
}
