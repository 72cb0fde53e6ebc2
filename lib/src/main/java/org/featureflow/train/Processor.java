package org.featureflow.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The processor's name, as far as the system says it. */
final class Processor {
    private static final Path LINUX = Path.of("/proc/cpuinfo");

    private Processor() {}

    /** Its name with family and model on Linux, for clouds give several the same name; the architecture elsewhere. */
    static String name() {
        if (!Files.isReadable(LINUX)) {
            return System.getProperty("os.arch");
        }
        try (Stream<String> lines = Files.lines(LINUX, StandardCharsets.UTF_8)) {
            return of(lines.takeWhile(line -> !line.isBlank()).toList());
        } catch (IOException | UncheckedIOException unreadable) {
            return System.getProperty("os.arch");
        }
    }

    static String of(List<String> firstCore) {
        Map<String, String> fields = firstCore.stream()
                .map(line -> line.split(":", 2))
                .filter(pair -> pair.length == 2)
                .collect(Collectors.toMap(pair -> pair[0].strip(), pair -> pair[1].strip(), (a, b) -> a));
        String name = fields.get("model name");
        String family = fields.get("cpu family");
        if (name == null) {
            return System.getProperty("os.arch");
        }
        return family == null ? name : name + " (family " + family + ", model " + fields.get("model") + ")";
    }
}
