package org.featureflow.io;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The JSON in front of the data: one entry per tensor, and a map of strings under {@code __metadata__}.
 *
 * @param metadata strings about the file, in file order
 * @param entries where each tensor lies, in file order
 */
record SafetensorsHeader(Map<String, String> metadata, Map<String, Entry> entries) {
    static final String METADATA = "__metadata__";

    private static final int MOST_TENSORS = 1_000_000;
    private static final int MOST_AXES = 32;

    /** A tensor's place, in bytes from the end of the header: {@code begin} inclusive, {@code end} exclusive. */
    record Entry(ElementType type, long[] shape, long begin, long end) {}

    /** Reads and checks a header; {@code dataBytes} is what the file holds behind it. */
    static SafetensorsHeader parse(Reader source, long dataBytes) throws IOException {
        JsonReader json = new JsonReader(source);
        json.setStrictness(Strictness.STRICT);
        SafetensorsHeader header;
        try {
            header = parse(json);
            if (json.peek() != JsonToken.END_DOCUMENT) {
                throw new MalformedFileException("something follows the header's JSON");
            }
        } catch (IllegalStateException | NumberFormatException wrongToken) {
            throw new MalformedFileException("the header's JSON has the wrong form at " + json.getPath(), wrongToken);
        }
        header.requireTiling(dataBytes);
        return header;
    }

    private static SafetensorsHeader parse(JsonReader json) throws IOException {
        Map<String, String> metadata = new LinkedHashMap<>();
        Map<String, Entry> entries = new LinkedHashMap<>();
        boolean metadataSeen = false;
        json.beginObject();
        while (json.hasNext()) {
            String name = json.nextName();
            if (name.equals(METADATA)) {
                if (metadataSeen) {
                    throw new MalformedFileException("the header has two " + METADATA + " entries");
                }
                metadataSeen = true;
                parseMetadata(json, metadata);
            } else if (entries.put(name, parseEntry(json, name)) != null) {
                throw new MalformedFileException("the tensor " + name + " is listed twice");
            } else if (entries.size() > MOST_TENSORS) {
                throw new MalformedFileException("the header lists more than " + MOST_TENSORS + " tensors");
            }
        }
        json.endObject();
        return new SafetensorsHeader(metadata, entries);
    }

    private static void parseMetadata(JsonReader json, Map<String, String> metadata) throws IOException {
        json.beginObject();
        while (json.hasNext()) {
            String key = json.nextName();
            if (metadata.put(key, string(json)) != null) {
                throw new MalformedFileException("the metadata has " + key + " twice");
            }
        }
        json.endObject();
    }

    private static Entry parseEntry(JsonReader json, String name) throws IOException {
        ElementType type = null;
        long[] shape = null;
        long[] offsets = null;
        json.beginObject();
        while (json.hasNext()) {
            String key = json.nextName();
            if (key.equals("dtype") && type == null) {
                type = type(string(json), name);
            } else if (key.equals("shape") && shape == null) {
                shape = whole(json, MOST_AXES);
            } else if (key.equals("data_offsets") && offsets == null) {
                offsets = whole(json, 2);
            } else {
                throw new MalformedFileException(
                        "the entry of tensor " + name + " has an unknown or repeated field " + key);
            }
        }
        json.endObject();
        if (type == null || shape == null || offsets == null || offsets.length != 2) {
            throw new MalformedFileException(
                    "the entry of tensor " + name + " lacks its dtype, its shape or its two data_offsets");
        }
        Entry entry = new Entry(type, shape, offsets[0], offsets[1]);
        long needed = StoredTensor.byteCount(type, shape);
        if (entry.begin > entry.end || entry.end - entry.begin != needed) {
            throw new MalformedFileException(
                    "tensor " + name + " of type " + type + " and shape " + Arrays.toString(shape) + " takes " + needed
                            + " bytes, but its offsets are " + Arrays.toString(offsets));
        }
        return entry;
    }

    private static ElementType type(String dtype, String name) throws MalformedFileException {
        try {
            return ElementType.valueOf(dtype);
        } catch (IllegalArgumentException unknown) {
            throw new MalformedFileException(
                    "tensor " + name + " has type " + dtype + ", which is not supported", unknown);
        }
    }

    private static String string(JsonReader json) throws IOException {
        if (json.peek() != JsonToken.STRING) {
            throw new IllegalStateException("not a string");
        }
        return json.nextString();
    }

    private static long[] whole(JsonReader json, int most) throws IOException {
        List<Long> values = new ArrayList<>();
        json.beginArray();
        while (json.hasNext()) {
            if (json.peek() != JsonToken.NUMBER || values.size() == most) {
                throw new IllegalStateException("not a short list of numbers");
            }
            // As text, because nextLong() also takes 1e3 and 2.0.
            long value = Long.parseLong(json.nextString());
            if (value < 0) {
                throw new MalformedFileException(
                        "the header has the negative number " + value + " at " + json.getPath());
            }
            values.add(value);
        }
        json.endArray();
        return values.stream().mapToLong(Long::longValue).toArray();
    }

    /** The tensors must cover the data exactly: no gap to hide something in, no overlap, nothing behind the end. */
    private void requireTiling(long dataBytes) throws MalformedFileException {
        List<Map.Entry<String, Entry>> ordered = new ArrayList<>(entries.entrySet());
        ordered.sort(Comparator.<Map.Entry<String, Entry>>comparingLong(e -> e.getValue().begin)
                .thenComparingLong(e -> e.getValue().end));
        long reached = 0;
        for (Map.Entry<String, Entry> named : ordered) {
            Entry entry = named.getValue();
            if (entry.begin != reached) {
                throw new MalformedFileException("tensor " + named.getKey() + " begins at byte " + entry.begin
                        + " of the data, but the one before ends at " + reached
                        + (entry.begin < reached ? ": they overlap" : ": there is a gap"));
            }
            reached = entry.end;
        }
        if (reached != dataBytes) {
            throw new MalformedFileException(
                    "the header describes " + reached + " bytes of data, but the file holds " + dataBytes);
        }
    }
}
