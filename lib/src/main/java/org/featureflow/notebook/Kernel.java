package org.featureflow.notebook;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

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
     * Whether {@link #update} takes the old content away. Where it does not, every update is one more line.
     *
     * @return true in a notebook
     */
    default boolean replaces() {
        return true;
    }

    /**
     * Something to show.
     *
     * @param mime its type: {@code image/png} or {@code text/html}
     * @param data HTML, or base64 for pictures
     * @param metadata the type's metadata, such as a picture's width in CSS pixels
     * @param text what to show where only text can be
     */
    record Content(String mime, String data, Map<String, Object> metadata, String text) {
        static final String HTML = "text/html";

        /** HTML without metadata. */
        static Content html(String html, String text) {
            return new Content(HTML, html, Map.of(), text);
        }
    }

    /**
     * The kernel this JVM runs in.
     *
     * @return the kernel, or one that prints to the standard output
     */
    static Kernel current() {
        return Stream.of(
                        Rapaio.find(),
                        StaticDisplay.find("org.dflib.jjava.runtime.Display"),
                        StaticDisplay.find("io.github.spencerpark.ijava.runtime.Display"))
                .flatMap(Optional::stream)
                .findFirst()
                .orElseGet(Console::new);
    }
}
