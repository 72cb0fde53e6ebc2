package org.featureflow.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Pickles written by hand, and the two containers of {@code torch.save} around them. */
final class PickleProgram {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    PickleProgram() {
        code("\u0080\u0002");
    }

    /** Instructions and their raw arguments, one character per byte. */
    PickleProgram code(String latin1) {
        bytes.writeBytes(latin1.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    PickleProgram global(String module, String name) {
        return code("c" + module + "\n" + name + "\n");
    }

    PickleProgram text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        code("X");
        bytes.writeBytes(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(utf8.length)
                .array());
        bytes.writeBytes(utf8);
        return this;
    }

    PickleProgram number(long value) {
        code("\u008a\u0008");
        bytes.writeBytes(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array());
        return this;
    }

    PickleProgram numbers(long... tuple) {
        code("(");
        for (long value : tuple) {
            number(value);
        }
        return code("t");
    }

    /** A float32 tensor over storage "0" of so many elements. */
    PickleProgram tensor(long elements, long offset, long[] shape, long[] strides) {
        global("torch._utils", "_rebuild_tensor_v2").code("((").text("storage").global("torch", "FloatStorage");
        text("0").text("cpu").number(elements).code("tQ");
        return number(offset)
                .numbers(shape)
                .numbers(strides)
                .code("\u0089")
                .global("collections", "OrderedDict")
                .code(")RtR");
    }

    /** A state dictionary with the one tensor "w". */
    static PickleProgram stateDictionary(long elements, long offset, long[] shape, long[] strides) {
        return new PickleProgram()
                .code("}")
                .text("w")
                .tensor(elements, offset, shape, strides)
                .code("s.");
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }

    /** A zip checkpoint with storage "0". */
    Path zip(Path file, byte[] storage, String byteOrder) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            add(zip, "archive/data.pkl", bytes());
            add(zip, "archive/byteorder", byteOrder.getBytes(StandardCharsets.US_ASCII));
            add(zip, "archive/data/0", storage);
        }
        return file;
    }

    static void add(ZipOutputStream zip, String name, byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content);
        zip.closeEntry();
    }

    /** A legacy stream with this program as its object and the storages listed. */
    Path legacy(Path file, String... keys) throws IOException {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        stream.writeBytes(new PickleProgram()
                .code("\u008a\nl\u00fc\u009cF\u00f9 j\u00a8P\u0019.")
                .bytes());
        stream.writeBytes(new PickleProgram().code("M\u00e9\u0003.").bytes());
        stream.writeBytes(new PickleProgram().code("}.").bytes());
        stream.writeBytes(bytes());
        PickleProgram list = new PickleProgram().code("](");
        for (String key : keys) {
            list.text(key);
        }
        stream.writeBytes(list.code("e.").bytes());
        return Files.write(file, stream.toByteArray());
    }
}
