package org.featureflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnSourceTest {
    @TempDir
    private Path folder;

    private String write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name + ".java"), text).toString();
    }

    private static void assertRefused(String file, Object argument, String message) {
        assertThatThrownBy(() -> OwnSource.of(file).make(Supplier.class, argument))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContainingAll(file, message);
    }

    @Test
    void aClassIsMadeWithItsArgumentsAndMayHaveAPackageAndClassesWithinIt() throws IOException {
        String file = write("Twice", """
                package mine;
                public record Twice(String text) implements java.util.function.Supplier<String> {
                    @Override public String get() { return new Inner().twice(text); }
                    private static final class Inner { String twice(String t) { return t + t; } }
                }
                """);
        assertThat(OwnSource.of(file).make(Supplier.class, "ab").get()).isEqualTo("abab");
        assertThat(OwnSource.shortName(file)).isEqualTo("Twice");
        assertThat(OwnSource.shortName("l1")).isEqualTo("l1");
    }

    @Test
    void aFileThatHasChangedIsAnotherPiece() throws IOException {
        String text = "public record Own(String s) implements java.util.function.Supplier<String> {"
                + " public String get() { return s + 1; } }";
        OwnSource before = OwnSource.of(write("Own", text));
        assertThat(before.make(Supplier.class, "a").get()).isEqualTo("a1");
        OwnSource after = OwnSource.of(write("Own", text.replace("1", "2")));
        assertThat(after.make(Supplier.class, "a").get()).isEqualTo("a2");
        assertThat(after).isNotEqualTo(before);
        assertThatThrownBy(() -> before.make(Supplier.class, "a"))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContainingAll(before.file(), "is another than the run was specified with");
    }

    @Test
    void whatIsWrongWithASourceIsSaidInASentence() throws IOException {
        assertRefused(
                write("Wrong", "public class Wrong {\n  int a = ;\n}"), "x", ", line 2: illegal start of expression.");
        assertRefused(write("Other", "class Another {}"), "x", "There is no class Other");
        assertRefused(
                write("Plain", "public class Plain {}"),
                "x",
                "is no Supplier; let it implement java.util.function.Supplier.");
        String supplier = " implements java.util.function.Supplier<String> { public String get() { return null; }";
        assertRefused(
                write("Bare", "public class Bare" + supplier + "}"), "x", "needs a public constructor Bare(String).");
        assertRefused(
                write(
                        "Angry",
                        "public class Angry" + supplier
                                + " public Angry(String s) { throw new IllegalStateException(\"no \" + s); } }"),
                "x",
                "failed: java.lang.IllegalStateException: no x");
        for (String name : new String[] {"my cut", "50%", "class", "a.b"}) {
            assertRefused(write(name, "public class Cut {}"), "x", "cannot be called so, since no class can");
        }
        assertRefused(folder.resolve("Missing.java").toString(), "x", "There is no source file");
    }
}
