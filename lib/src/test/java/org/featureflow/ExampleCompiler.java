package org.featureflow;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Compiles examples as they stand, with a wildcard import per package as in a notebook, and runs them. */
final class ExampleCompiler {
    private static final Pattern IMPORT = Pattern.compile("(?m)^import .*;$");
    private static final String PRELUDE = Documents.packages().stream()
            .map(file -> Documents.ROOT.resolve("lib/src/main/java").relativize(file.getParent()))
            .map(p -> "import " + p.toString().replace('/', '.') + ".*; ")
            .collect(Collectors.joining(
                    "",
                    "import java.util.*; import java.nio.file.*; import ai.djl.ndarray.*; import ai.djl.ndarray.types.*; ",
                    ""));

    private final Path classes;
    private final Map<CodeBlock, String> names = new LinkedHashMap<>();

    ExampleCompiler(Path classes) {
        this.classes = classes;
    }

    /** Compiles all of them at once; returns what is wrong, with file and line in the document. */
    List<String> compile(List<CodeBlock> blocks) {
        List<JavaFileObject> sources = new ArrayList<>();
        Map<String, CodeBlock> bySource = new LinkedHashMap<>();
        for (CodeBlock block : blocks) {
            String name = "Example" + names.size();
            names.put(block, name);
            JavaFileObject source = source(name, block.code());
            sources.add(source);
            bySource.put(source.getName(), block);
        }
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        List<String> options = List.of(
                "--release",
                "17",
                "-d",
                classes.toString(),
                "-proc:none",
                "-cp",
                System.getProperty("java.class.path"));
        ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, found, options, null, sources)
                .call();
        return found.getDiagnostics().stream()
                .filter(d -> d.getKind() == Diagnostic.Kind.ERROR)
                .map(d -> bySource.get(d.getSource().getName()).place() + ", line " + d.getLineNumber() + " of it: "
                        + d.getMessage(null))
                .toList();
    }

    private static JavaFileObject source(String name, String code) {
        Matcher imports = IMPORT.matcher(code);
        String own = imports.results().map(r -> r.group() + " ").collect(Collectors.joining());
        String text = PRELUDE + own + "public class " + name
                + " extends org.featureflow.ExampleSurroundings { @Override public void run() throws Exception { "
                + imports.replaceAll("") + "\n}}";
        return new SimpleJavaFileObject(URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
    }

    /** Runs a compiled example in a folder of its own; returns what it printed. */
    String run(CodeBlock block, Path folder) throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (URLClassLoader loader =
                        new URLClassLoader(new URL[] {classes.toUri().toURL()});
                ExampleSurroundings example = (ExampleSurroundings) loader.loadClass(names.get(block))
                        .getDeclaredConstructor()
                        .newInstance()) {
            example.folder = folder;
            System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
            example.run();
        } finally {
            System.setOut(before);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }
}
