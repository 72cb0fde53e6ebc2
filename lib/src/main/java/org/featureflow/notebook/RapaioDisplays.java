package org.featureflow.notebook;

import java.util.List;
import java.util.function.Function;
import org.knowm.xchart.internal.chartpart.Chart;
import org.rapaio.jupyter.kernel.display.DisplayData;
import org.rapaio.jupyter.kernel.display.DisplayRenderer;
import org.rapaio.jupyter.kernel.display.DisplayTransformer;
import org.rapaio.jupyter.kernel.display.spi.DisplayProvider;
import tech.tablesaw.api.Table;

/**
 * Teaches the Rapaio kernel to show a chart or table that is the last value of a cell. The kernel finds this class by itself; without the
 * kernel nothing ever loads it.
 */
public final class RapaioDisplays implements DisplayProvider {
    /** For the kernel. */
    public RapaioDisplays() {}

    @Override
    public List<DisplayRenderer> getDisplayRenderers() {
        return List.of(new Renderer<>(Chart.class, Show::picture), new Renderer<>(Table.class, Show::content));
    }

    @Override
    public List<DisplayTransformer> getDisplayTransformers() {
        return List.of();
    }

    /** Shows everything of one class in one form, whatever form was asked for. */
    private record Renderer<T>(Class<T> type, Function<T, Kernel.Content> content) implements DisplayRenderer {
        @Override
        public Class<?> rendererClass() {
            return type;
        }

        @Override
        public boolean canRender(String mime) {
            return true;
        }

        @Override
        public DisplayData render(String mime, Object value) {
            Kernel.Content shown = content.apply(type.cast(value));
            DisplayData data = DisplayData.withType(shown.mime(), shown.data());
            data.putText(shown.text());
            if (!shown.metadata().isEmpty()) {
                data.putMetaData(shown.mime(), shown.metadata());
            }
            return data;
        }
    }
}
