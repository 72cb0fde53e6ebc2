package org.featureflow.io.onnx;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.featureflow.io.MalformedFileException;

/**
 * The file or files beside a model that hold its weights, as PyTorch's newer exporter writes them. Every byte is read once, so memory stays in
 * proportion to these files whatever the model says.
 */
final class ExternalData {
    private static final String ADVICE =
            "bring that file too, or save the model with its weights inside (torch.onnx.export with external_data=False)";

    private record Part(Path file, long offset, long length) {}

    private final Path folder;
    private final Map<Part, ByteBuffer> read = new HashMap<>();
    private final Map<Path, Long> unread = new HashMap<>();

    /**
     * Of a model.
     *
     * @param model the model's file
     */
    ExternalData(Path model) {
        folder = model.toAbsolutePath().getParent();
    }

    /**
     * The bytes of a tensor.
     *
     * @param tensor its name, for messages
     * @param entries what the model says: {@code location}, and perhaps {@code offset} and {@code length}
     */
    ByteBuffer bytes(String tensor, Map<String, String> entries) throws IOException {
        String location = entries.getOrDefault("location", "");
        if (!location.matches("[^/\\\\:\\x00]+") || location.equals(".") || location.equals("..")) {
            throw new MalformedFileException(
                    "its tensor “" + tensor + "” lies in “" + location + "”, which is no name of a file beside it",
                    ADVICE);
        }
        Path file = folder.resolve(location);
        if (!Files.isRegularFile(file)) {
            throw new MalformedFileException("its weights lie in “" + location + "”, which is not beside it", ADVICE);
        }
        long size = Files.size(file);
        long offset = number(tensor, entries, "offset", 0);
        long length = number(tensor, entries, "length", size - offset);
        if (offset > size || length > size - offset || length > Integer.MAX_VALUE - 8) {
            throw new MalformedFileException("its tensor “" + tensor + "” takes bytes " + offset + " to "
                    + (offset + length) + " of “" + location + "”, which has " + size);
        }
        Part part = new Part(file, offset, length);
        if (!read.containsKey(part)) {
            long left = unread.getOrDefault(file, size) - length;
            if (left < 0) {
                throw new MalformedFileException("its tensors overlap in “" + location + "”");
            }
            unread.put(file, left);
            read.put(part, read(part));
        }
        return read.get(part).duplicate();
    }

    private static ByteBuffer read(Part part) throws IOException {
        byte[] bytes = new byte[(int) part.length()];
        try (RandomAccessFile in = new RandomAccessFile(part.file().toFile(), "r")) {
            in.seek(part.offset());
            in.readFully(bytes);
        }
        return ByteBuffer.wrap(bytes);
    }

    private static long number(String tensor, Map<String, String> entries, String name, long otherwise)
            throws MalformedFileException {
        String text = entries.get(name);
        if (text == null) {
            return otherwise;
        }
        if (!text.matches("\\d{1,18}")) {
            throw new MalformedFileException("its tensor “" + tensor + "” has the " + name + " “" + text + "”");
        }
        return Long.parseLong(text);
    }
}
