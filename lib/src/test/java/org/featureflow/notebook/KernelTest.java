package org.featureflow.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KernelTest {
    /** The static methods that IJava and JJava import into every cell. */
    public static final class Functions {
        static final List<String> CALLS = new ArrayList<>();

        private Functions() {}

        public static String display(Object o, String... as) {
            CALLS.add("display " + o + " as " + String.join(",", as));
            return "id";
        }

        public static void updateDisplay(String id, Object o, String... as) {
            CALLS.add("update " + id + " " + o + " as " + String.join(",", as));
        }
    }

    @Test
    void iJavaGetsHtmlWithThePictureInside() {
        Functions.CALLS.clear();
        Kernel kernel = StaticDisplay.find(Functions.class.getName()).orElseThrow();
        String handle = kernel.show(new Kernel.Content("image/png", "AAAA", Map.of("width", 640), "[chart]"));
        kernel.update(handle, Kernel.Content.html("<b>x</b>", "x"));
        assertThat(Functions.CALLS)
                .containsExactly(
                        "display <img width=\"640\" src=\"data:image/png;base64,AAAA\"> as text/html",
                        "update id <b>x</b> as text/html");
    }

    @Test
    void aKernelThatIsNotThereIsNotFound() {
        assertThat(StaticDisplay.find("org.featureflow.NoSuchClass")).isEmpty();
    }

    @Test
    void withoutAKernelTextIsPrintedOnce() {
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            Kernel console = new Console();
            String handle = console.show(Kernel.Content.html("<b>a</b>", "a"));
            console.update(handle, Kernel.Content.html("<i>a</i>", "a"));
            console.update(handle, Kernel.Content.html("<i>b</i>", "b"));
        } finally {
            System.setOut(before);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8).lines()).containsExactly("a", "b");
    }
}
