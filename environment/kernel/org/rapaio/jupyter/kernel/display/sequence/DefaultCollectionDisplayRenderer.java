package org.rapaio.jupyter.kernel.display.sequence;

import java.util.Collection;
import java.util.stream.Collectors;
import org.rapaio.jupyter.kernel.display.DisplayData;
import org.rapaio.jupyter.kernel.display.DisplayRenderer;
import org.rapaio.jupyter.kernel.display.MimeType;
import org.rapaio.jupyter.kernel.global.Global;

/**
 * Shows a list or set by its first elements.
 *
 * <p>Replaces the kernel's class of this name, see environment/kernel/README.md: there it is HTML, so that what stands in angle brackets is gone.
 */
public final class DefaultCollectionDisplayRenderer implements DisplayRenderer {
    @Override
    public Class<?> rendererClass() {
        return Collection.class;
    }

    @Override
    public boolean canRender(String mime) {
        return true;
    }

    @Override
    public DisplayData render(String mime, Object value) {
        Collection<?> all = (Collection<?>) value;
        int shown = Global.options().display().maxSeqItems();
        String more = all.size() > shown ? ", and " + (all.size() - shown) + " more]" : "]";
        String text = all.stream().limit(shown).map(String::valueOf).collect(Collectors.joining(", ", "[", more));
        return DisplayData.withType(MimeType.from(mime, MimeType.TEXT.longType()).longType(), text);
    }
}
