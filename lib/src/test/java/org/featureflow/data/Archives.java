package org.featureflow.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Small archives for tests, honest and hostile. */
final class Archives {
    private Archives() {}

    static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    /** One tar entry: type '0' file, '5' folder, '2' link. */
    static byte[] entry(String name, char type, byte[] body, long claimedSize) {
        byte[] entry = new byte[512 + (body.length + 511) / 512 * 512];
        put(entry, 0, name);
        put(entry, 100, "0000644\0");
        put(entry, 124, String.format("%011o", claimedSize));
        put(entry, 148, "        ");
        entry[156] = (byte) type;
        put(entry, 157, type == '2' ? "/etc/passwd" : "");
        put(entry, 257, "ustar\00000");
        int sum = 0;
        for (int i = 0; i < 512; i++) {
            sum += entry[i] & 255;
        }
        put(entry, 148, String.format("%06o\0 ", sum));
        System.arraycopy(body, 0, entry, 512, body.length);
        return entry;
    }

    static byte[] file(String name, byte[] body) {
        return entry(name, '0', body, body.length);
    }

    static byte[] tar(byte[]... entries) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] entry : entries) {
            out.write(entry);
        }
        out.write(new byte[1024]);
        return gzip(out.toByteArray());
    }

    /** A whole CIFAR-10 archive with two records per file. */
    static byte[] cifar10(byte[]... more) throws IOException {
        byte[][] entries = new byte[8 + more.length][];
        entries[0] = entry("cifar-10-batches-bin/", '5', new byte[0], 0);
        for (int i = 1; i <= 5; i++) {
            byte[] records = CifarSamples.records(2, 1, 10, i);
            entries[i] = file("cifar-10-batches-bin/data_batch_" + i + ".bin", records);
        }
        entries[6] = file("cifar-10-batches-bin/test_batch.bin", CifarSamples.records(2, 1, 10, 6));
        entries[7] = file("cifar-10-batches-bin/readme.html", "<p>".getBytes(StandardCharsets.UTF_8));
        System.arraycopy(more, 0, entries, 8, more.length);
        return tar(entries);
    }

    static byte[] zip(Map<String, byte[]> files) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue());
            }
        }
        return out.toByteArray();
    }

    private static void put(byte[] target, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, target, at, bytes.length);
    }
}
