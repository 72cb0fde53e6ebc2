package org.rapaio.jupyter.kernel.display;

import java.util.Arrays;

/**
 * Shows a value that nothing else knows how to show.
 *
 * <p>Replaces the kernel's class of this name, see environment/kernel/README.md: there it is HTML, so that lines run together and what stands in
 * angle brackets is gone.
 */
public final class DefaultDisplayRenderer implements DisplayRenderer {
    @Override
    public Class<?> rendererClass() {
        return Object.class;
    }

    @Override
    public boolean canRender(String mime) {
        return true;
    }

    @Override
    public DisplayData render(String mime, Object value) {
        return DisplayData.withType(MimeType.from(mime, MimeType.TEXT.longType()).longType(), text(value));
    }

    /** Arrays by what is in them. */
    private static String text(Object value) {
        if (value == null || !value.getClass().isArray()) {
            return String.valueOf(value);
        }
        String wrapped = Arrays.deepToString(new Object[] {value});
        return wrapped.substring(1, wrapped.length() - 1);
    }
}
