package org.featureflow;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.lang.model.SourceVersion;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Compiles sources of one's own from memory into memory, each text once in this JVM: what runs is the text that was read and no other. */
final class OwnClass {
    private static final Map<OwnSource, Class<?>> COMPILED = new ConcurrentHashMap<>();

    private OwnClass() {}

    /** The public class of a source's text. */
    static Class<?> of(OwnSource source, String text) {
        return COMPILED.computeIfAbsent(source, s -> load(s, compile(s, text)));
    }

    private static boolean isClassName(String name) {
        return SourceVersion.isIdentifier(name) && !SourceVersion.isKeyword(name);
    }

    private static Map<String, byte[]> compile(OwnSource source, String text) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new FeatureFlowException(
                    "To compile " + source.file() + " takes a JDK; this Java runtime has no compiler.");
        }
        if (!isClassName(OwnSource.shortName(source.file()))) {
            throw new FeatureFlowException(
                    "The source " + source.file()
                            + " cannot be called so, since no class can; call it as the public class in it, such as MyCut.java.");
        }
        DiagnosticCollector<JavaFileObject> messages = new DiagnosticCollector<>();
        try (Memory memory =
                new Memory(compiler.getStandardFileManager(messages, Locale.ROOT, StandardCharsets.UTF_8))) {
            List<String> options = List.of("-cp", System.getProperty("java.class.path"), "-proc:none", "-nowarn");
            List<Text> units = List.of(new Text(OwnSource.shortName(source.file()), text));
            if (!compiler.getTask(null, memory, messages, options, null, units).call()) {
                throw new FeatureFlowException(messages.getDiagnostics().stream()
                        .filter(m -> m.getKind() == Diagnostic.Kind.ERROR)
                        .findFirst()
                        .map(m -> source.file() + ", line " + m.getLineNumber() + ": "
                                + m.getMessage(Locale.ROOT).replaceAll("\\s*\\R\\s*", ", ") + ".")
                        .orElse(source.file() + " cannot be compiled."));
            }
            Map<String, byte[]> classes = new HashMap<>();
            memory.classes.forEach((name, bytes) -> classes.put(name, bytes.toByteArray()));
            return classes;
        } catch (IOException e) {
            throw new FeatureFlowException("Cannot compile " + source.file() + " (" + e.getMessage() + ").", e);
        }
    }

    private static Class<?> load(OwnSource source, Map<String, byte[]> classes) {
        String simple = OwnSource.shortName(source.file());
        String name = classes.keySet().stream()
                // A source may have a package.
                .filter(n -> n.equals(simple) || n.endsWith("." + simple))
                .findFirst()
                .orElseThrow(() -> new FeatureFlowException(
                        "There is no class " + simple + " in " + source.file() + "; call the class as the file."));
        try {
            return new Loader(classes).loadClass(name);
        } catch (ClassNotFoundException | LinkageError e) {
            throw new FeatureFlowException("Cannot load " + source.file() + " (" + e.getMessage() + ").", e);
        }
    }

    private static final class Text extends SimpleJavaFileObject {
        private final String text;

        Text(String name, String text) {
            super(URI.create("memory:///" + name + Kind.SOURCE.extension), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    private static final class Memory extends ForwardingJavaFileManager<JavaFileManager> {
        private final Map<String, ByteArrayOutputStream> classes = new HashMap<>();

        Memory(JavaFileManager files) {
            super(files);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
            return new SimpleJavaFileObject(URI.create("memory:///" + name.replace('.', '/') + kind.extension), kind) {
                @Override
                public OutputStream openOutputStream() {
                    return classes.computeIfAbsent(name, n -> new ByteArrayOutputStream());
                }
            };
        }
    }

    private static final class Loader extends ClassLoader {
        private final Map<String, byte[]> classes;

        Loader(Map<String, byte[]> classes) {
            super(OwnClass.class.getClassLoader());
            this.classes = classes;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            byte[] bytes = classes.get(name);
            if (bytes == null) {
                throw new ClassNotFoundException(name);
            }
            return defineClass(name, bytes, 0, bytes.length);
        }
    }
}
