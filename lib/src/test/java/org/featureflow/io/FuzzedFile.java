package org.featureflow.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.zip.ZipOutputStream;
import org.featureflow.FeatureFlowException;

/** Hands bytes to a reader as a file: it may accept them or refuse them in one sentence, nothing else. */
final class FuzzedFile {
    private static final Path FILE = temporary();

    private FuzzedFile() {}

    static void readOrRefused(byte[] content, Consumer<Path> reader) {
        try {
            Files.write(FILE, content);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        try {
            reader.accept(FILE);
        } catch (FeatureFlowException refused) {
            assertThat(refused.getMessage())
                    .startsWith("Cannot read ")
                    .endsWith(".")
                    .hasSizeLessThan(1000);
            assertThat(refused.getMessage().chars()).noneMatch(Character::isISOControl);
        }
    }

    /** Puts bytes into a zip archive, since a fuzzer cannot guess checksums. Pairs of name and content. */
    static byte[] zip(Object... entries) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.setLevel(0);
            for (int i = 0; i < entries.length; i += 2) {
                PickleProgram.add(zip, (String) entries[i], (byte[]) entries[i + 1]);
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    static boolean startsWith(byte[] content, byte... start) {
        return content.length >= start.length && Arrays.equals(Arrays.copyOf(content, start.length), start);
    }

    static byte[] resource(String name) {
        try (InputStream stream = FuzzedFile.class.getResourceAsStream("/formats/" + name)) {
            return stream.readAllBytes();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Path temporary() {
        try {
            Path file = Files.createTempFile("featureflow-fuzz", null);
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
