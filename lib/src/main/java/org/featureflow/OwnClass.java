package org.featureflow;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles sources of one's own, each text once in this JVM. */
final class OwnClass {
    private static final Map<OwnSource, Class<?>> COMPILED = new ConcurrentHashMap<>();

    private OwnClass() {}

    static Class<?> of(OwnSource source) {
        return COMPILED.computeIfAbsent(source, OwnClass::compile);
    }

    private static Class<?> compile(OwnSource source) {
        Path classes = Folders.temporary("featureflow-own-");
        // Nested classes are read when they are first used.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> Folders.deleteQuietly(classes)));
        try {
            compile(source, classes);
            URL[] place = {classes.toUri().toURL()};
            return new URLClassLoader(place, OwnClass.class.getClassLoader()).loadClass(className(source, classes));
        } catch (IOException | ClassNotFoundException | LinkageError e) {
            throw new FeatureFlowException("Cannot compile " + source.file() + " (" + e.getMessage() + ").", e);
        }
    }

    private static void compile(OwnSource source, Path classes) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new FeatureFlowException(
                    "To compile " + source.file() + " takes a JDK; this Java runtime has no compiler.");
        }
        DiagnosticCollector<JavaFileObject> messages = new DiagnosticCollector<>();
        try (StandardJavaFileManager files =
                compiler.getStandardFileManager(messages, Locale.ROOT, StandardCharsets.UTF_8)) {
            List<String> options = List.of("-d", classes.toString(), "-cp", classPath(), "-proc:none", "-nowarn");
            boolean done = compiler.getTask(
                            null, files, messages, options, null, files.getJavaFileObjects(Path.of(source.file())))
                    .call();
            if (!done) {
                throw new FeatureFlowException(messages.getDiagnostics().stream()
                        .filter(m -> m.getKind() == Diagnostic.Kind.ERROR)
                        .findFirst()
                        .map(m -> source.file() + ", line " + m.getLineNumber() + ": "
                                + m.getMessage(Locale.ROOT).replaceAll("\\s*\\R\\s*", ", ") + ".")
                        .orElse(source.file() + " cannot be compiled."));
            }
        }
    }

    /** In a Spark executor the toolkit is not on the JVM's own class path. */
    private static String classPath() {
        try {
            Path toolkit = Path.of(OwnClass.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return System.getProperty("java.class.path") + File.pathSeparator + toolkit;
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A source may have a package. */
    private static String className(OwnSource source, Path classes) throws IOException {
        String file = OwnSource.shortName(source.file()) + ".class";
        try (Stream<Path> all = Files.walk(classes)) {
            return all.filter(p -> p.getFileName().toString().equals(file))
                    .map(p -> classes.relativize(p).toString())
                    .map(p -> p.replaceFirst("\\.class$", "").replace(File.separatorChar, '.'))
                    .findFirst()
                    .orElseThrow(() -> new FeatureFlowException("There is no class "
                            + OwnSource.shortName(source.file()) + " in " + source.file()
                            + "; call the class as the file."));
        }
    }
}
