package org.featureflow.io;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.featureflow.FeatureFlowException;

/** Lays a safetensors file out and writes it, one tensor at a time. */
final class SafetensorsWriter {
    private static final int ALIGNMENT = 8;

    private SafetensorsWriter() {}

    static void write(FileChannel channel, Map<String, String> metadata, Map<String, StoredTensor> tensors)
            throws IOException {
        List<String> placed = new ArrayList<>(tensors.keySet());
        // Wide elements first, so that every tensor starts at a multiple of its element size, as Python's writer has
        // it.
        placed.sort(Comparator.comparing(name -> -tensors.get(name).type().bytes()));
        byte[] header = header(metadata, tensors, placed);
        if (header.length > Safetensors.MOST_HEADER_BYTES) {
            throw new FeatureFlowException("The header of a safetensors file would take " + header.length
                    + " bytes, more than the format's limit of " + Safetensors.MOST_HEADER_BYTES
                    + "; shorten the metadata.");
        }
        ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        WholeTransfer.write(channel, length.putLong(0, header.length));
        WholeTransfer.write(channel, ByteBuffer.wrap(header));
        for (String name : placed) {
            WholeTransfer.write(channel, tensors.get(name).data());
        }
    }

    private static byte[] header(Map<String, String> metadata, Map<String, StoredTensor> tensors, List<String> placed)
            throws IOException {
        Map<String, Long> begins = begins(tensors, placed);
        StringWriter text = new StringWriter();
        JsonWriter json = new JsonWriter(text);
        json.beginObject();
        if (!metadata.isEmpty()) {
            json.name(SafetensorsHeader.METADATA).beginObject();
            for (Map.Entry<String, String> entry : metadata.entrySet()) {
                json.name(entry.getKey()).value(entry.getValue());
            }
            json.endObject();
        }
        for (Map.Entry<String, StoredTensor> entry : tensors.entrySet()) {
            writeEntry(json, entry.getKey(), entry.getValue(), begins.get(entry.getKey()));
        }
        json.endObject();
        byte[] unpadded = text.toString().getBytes(StandardCharsets.UTF_8);
        byte[] padded = Arrays.copyOf(unpadded, (unpadded.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
        Arrays.fill(padded, unpadded.length, padded.length, (byte) ' ');
        return padded;
    }

    private static Map<String, Long> begins(Map<String, StoredTensor> tensors, List<String> placed) {
        Map<String, Long> begins = new HashMap<>();
        long begin = 0;
        for (String name : placed) {
            begins.put(name, begin);
            begin += tensors.get(name).data().remaining();
        }
        return begins;
    }

    private static void writeEntry(JsonWriter json, String name, StoredTensor tensor, long begin) throws IOException {
        if (name.equals(SafetensorsHeader.METADATA)) {
            throw new FeatureFlowException(
                    "A tensor cannot be called " + name + " in a safetensors file; give it another name.");
        }
        json.name(name).beginObject();
        json.name("dtype").value(tensor.type().name());
        json.name("shape").beginArray();
        for (long axis : tensor.shape()) {
            json.value(axis);
        }
        json.endArray();
        json.name("data_offsets").beginArray();
        json.value(begin).value(begin + tensor.data().remaining());
        json.endArray();
        json.endObject();
    }
}
