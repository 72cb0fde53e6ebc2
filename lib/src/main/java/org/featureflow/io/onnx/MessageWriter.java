package org.featureflow.io.onnx;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Collects one protobuf message. Arrays are kept as they are until the message is written, so no weight is copied. */
final class MessageWriter {
    private final ByteArrayOutputStream small = new ByteArrayOutputStream();
    private final CodedOutputStream coded = CodedOutputStream.newInstance(small);
    private final List<ByteBuffer> parts = new ArrayList<>();
    private long size;

    private interface Step {
        void write(CodedOutputStream stream) throws IOException;
    }

    MessageWriter integer(int field, long value) {
        return with(s -> s.writeInt64(field, value));
    }

    MessageWriter real(int field, float value) {
        return with(s -> s.writeFloat(field, value));
    }

    MessageWriter text(int field, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        return with(s -> s.writeByteArray(field, bytes));
    }

    MessageWriter bytes(int field, ByteBuffer value) {
        with(s -> {
            s.writeTag(field, 2);
            s.writeUInt32NoTag(value.remaining());
        });
        cut();
        parts.add(value.duplicate());
        size += value.remaining();
        return this;
    }

    MessageWriter message(int field, MessageWriter value) {
        value.cut();
        with(s -> {
            s.writeTag(field, 2);
            s.writeUInt64NoTag(value.size);
        });
        cut();
        parts.addAll(value.parts);
        size += value.size;
        return this;
    }

    private MessageWriter with(Step step) {
        try {
            step.write(coded);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return this;
    }

    private void cut() {
        with(CodedOutputStream::flush);
        if (small.size() > 0) {
            parts.add(ByteBuffer.wrap(small.toByteArray()));
            size += small.size();
            small.reset();
        }
    }

    /** The message's length in bytes. */
    long size() {
        cut();
        return size;
    }

    void writeTo(WritableByteChannel channel) throws IOException {
        cut();
        for (ByteBuffer part : parts) {
            ByteBuffer rest = part.duplicate();
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
        }
    }
}
