package org.featureflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java in the README compiles as it stands there, with a wildcard import per package as in a notebook. */
class ReadmeTest {
    private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final String PRELUDE = "import ai.djl.ndarray.*; import java.util.*; import org.featureflow.cost.*;"
            + " import org.featureflow.data.*; import org.featureflow.flow.*; import org.featureflow.nn.*;"
            + " import org.featureflow.prune.*; import org.featureflow.regularize.*; import org.featureflow.sparsity.*;"
            + " import org.featureflow.train.*; class Example { void run(List<NDArray> features, NDArray crossEntropy) {\n";

    @Test
    void everyJavaBlockCompiles(@TempDir Path classes) throws IOException {
        Matcher blocks = BLOCK.matcher(Files.readString(Path.of("..", "README.md")));
        List<String> found = new ArrayList<>();
        while (blocks.find()) {
            found.add(blocks.group(1));
        }
        assertThat(found).hasSizeGreaterThanOrEqualTo(2);
        assertThat(found).anyMatch(block -> block.contains("FeatureFlow.of(features)"));
        for (String block : found) {
            StringWriter messages = new StringWriter();
            assertThat(compiles(PRELUDE + block + "}}", messages, classes))
                    .as("%s\n%s", block, messages)
                    .isTrue();
        }
    }

    private static boolean compiles(String source, StringWriter messages, Path classes) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        JavaFileObject file =
                new SimpleJavaFileObject(URI.create("string:///Example.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        List<String> options =
                List.of("-d", classes.toString(), "-proc:none", "-cp", System.getProperty("java.class.path"));
        return compiler.getTask(messages, null, null, options, null, List.of(file))
                .call();
    }
}
