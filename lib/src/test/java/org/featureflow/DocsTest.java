package org.featureflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.featureflow.sweep.SweepFile;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Code in the documentation compiles as it stands there, and what is marked {@code java run} runs and prints what is said. */
class DocsTest {
    private static final List<CodeBlock> BLOCKS = Documents.markdown().stream()
            .flatMap(f -> CodeBlock.inMarkdown(f).stream())
            .toList();
    private static final List<CodeBlock> JAVA =
            BLOCKS.stream().filter(CodeBlock::isJava).toList();
    private static final List<CodeBlock> PACKAGES = Documents.packages().stream()
            .flatMap(f -> CodeBlock.inJavadoc(f).stream())
            .toList();

    @TempDir
    static Path temporary;

    @Test
    void everyJavaBlockOfTheDocumentationCompiles() {
        assertThat(JAVA).anyMatch(b -> b.place().startsWith("README.md"));
        assertThat(new ExampleCompiler(temporary.resolve("compiled")).compile(JAVA))
                .isEmpty();
    }

    @Test
    void everyPackageHasAWorkedExampleThatCompiles() {
        assertThat(Documents.packages())
                .allSatisfy(file -> assertThat(CodeBlock.inJavadoc(file)).isNotEmpty());
        assertThat(new ExampleCompiler(temporary.resolve("packages")).compile(PACKAGES))
                .isEmpty();
    }

    @TestFactory
    Stream<DynamicTest> shortBlocksRunAndPrintWhatIsSaid() {
        List<CodeBlock> run = JAVA.stream().filter(CodeBlock::isRun).toList();
        assertThat(run).isNotEmpty();
        ExampleCompiler compiler = new ExampleCompiler(temporary.resolve("run"));
        assertThat(compiler.compile(run)).isEmpty();
        return run.stream()
                .map(block -> DynamicTest.dynamicTest(block.place(), () -> {
                    Path folder = Files.createTempDirectory(temporary, "example");
                    String printed = compiler.run(block, folder);
                    if (block.output() != null) {
                        assertThat(printed.strip())
                                .isEqualToNormalizingNewlines(block.output().strip());
                    }
                }));
    }

    @Test
    void everyJsonBlockIsStrictJson() {
        assertThat(BLOCKS)
                .filteredOn(b -> b.kind().equals("json"))
                .isNotEmpty()
                .allSatisfy(block -> assertThatCode(() -> {
                            JsonReader reader = new JsonReader(new StringReader(block.code()));
                            while (reader.peek() != JsonToken.END_DOCUMENT) {
                                reader.skipValue();
                            }
                        })
                        .as(block.place())
                        .doesNotThrowAnyException());
    }

    @Test
    void everyYamlBlockIsASweep() {
        assertThat(BLOCKS).filteredOn(b -> b.kind().equals("yaml")).isNotEmpty().allSatisfy(block -> {
            SweepFile file = SweepFile.parse("example.yaml", block.code());
            assertThat(file.profiles()).isNotEmpty();
            file.profiles()
                    .forEach(p -> assertThat(file.sweep(p, List.of()).seeds())
                            .as(block.place())
                            .isNotEmpty());
        });
    }
}
