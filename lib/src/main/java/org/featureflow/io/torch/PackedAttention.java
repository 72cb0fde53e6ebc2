package org.featureflow.io.torch;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.featureflow.io.StoredTensor;

/** PyTorch makes queries, keys and values by one linear layer, whose rows are those of the three, one below the other. */
final class PackedAttention {
    private static final List<String> PARTS = List.of("query", "key", "value");
    private static final Pattern WHOLE = Pattern.compile("(.*\\.self_attention\\.)in_proj_(weight|bias)");
    private static final Pattern PART = Pattern.compile("(.*\\.self_attention\\.)(?:query|key|value)\\.(weight|bias)");

    private PackedAttention() {}

    /** The arrays with three for every packed one. */
    static Map<String, StoredTensor> split(Map<String, StoredTensor> arrays) {
        Map<String, StoredTensor> split = new LinkedHashMap<>();
        arrays.forEach((name, tensor) -> {
            Matcher m = WHOLE.matcher(name);
            if (m.matches() && rows(tensor) % PARTS.size() == 0) {
                for (int i = 0; i < PARTS.size(); i++) {
                    split.put(m.group(1) + PARTS.get(i) + "." + m.group(2), part(tensor, i));
                }
            } else {
                split.put(name, tensor);
            }
        });
        return split;
    }

    /** The arrays with one for every three that can be packed. */
    static Map<String, StoredTensor> joined(Map<String, StoredTensor> arrays) {
        Map<String, StoredTensor> joined = new LinkedHashMap<>();
        arrays.forEach((name, tensor) -> {
            Matcher m = PART.matcher(name);
            List<StoredTensor> parts = m.matches() ? parts(arrays, m.group(1), m.group(2)) : List.of();
            if (parts.size() == PARTS.size()) {
                joined.computeIfAbsent(m.group(1) + "in_proj_" + m.group(2), n -> whole(parts));
            } else {
                joined.put(name, tensor);
            }
        });
        return joined;
    }

    private static List<StoredTensor> parts(Map<String, StoredTensor> arrays, String module, String array) {
        return PARTS.stream()
                .map(part -> arrays.get(module + part + "." + array))
                .filter(Objects::nonNull)
                .toList();
    }

    private static StoredTensor part(StoredTensor whole, int index) {
        int bytes = whole.data().remaining() / PARTS.size();
        return withRows(whole, rows(whole) / PARTS.size(), whole.data().slice(index * bytes, bytes));
    }

    private static StoredTensor whole(List<StoredTensor> parts) {
        int bytes = parts.stream().mapToInt(p -> p.data().remaining()).sum();
        ByteBuffer data = ByteBuffer.allocate(bytes);
        parts.forEach(p -> data.put(p.data()));
        long rows = parts.stream().mapToLong(PackedAttention::rows).sum();
        return withRows(parts.get(0), rows, data.flip());
    }

    private static long rows(StoredTensor t) {
        long[] shape = t.shape();
        return shape.length == 0 ? 1 : shape[0];
    }

    private static StoredTensor withRows(StoredTensor t, long rows, ByteBuffer data) {
        long[] shape = t.shape();
        shape[0] = rows;
        return new StoredTensor(t.type(), shape, data);
    }
}
