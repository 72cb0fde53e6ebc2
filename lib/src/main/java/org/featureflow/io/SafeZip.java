package org.featureflow.io;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** A zip archive of a stranger: entries are read into memory within limits; nothing is ever unpacked to disk. */
final class SafeZip implements Closeable {
    private static final int MOST_ENTRIES = 1_000_000;

    /** Weights hardly compress; an archive that unpacks to many times its size is a bomb. */
    private static final long MOST_RATIO = 64;

    private static final long ALWAYS_ALLOWED = 64L << 20;

    private final ZipFile zip;
    private final List<ZipEntry> entries;
    private long budget;

    private SafeZip(ZipFile zip, List<ZipEntry> entries, long budget) {
        this.zip = zip;
        this.entries = entries;
        this.budget = budget;
    }

    static SafeZip open(Path path) throws IOException {
        ZipFile zip;
        try {
            zip = new ZipFile(path.toFile());
        } catch (IllegalArgumentException badName) {
            throw new MalformedFileException("its zip directory is damaged", badName);
        }
        try {
            return new SafeZip(zip, checkedEntries(zip), ALWAYS_ALLOWED + Files.size(path) * MOST_RATIO);
        } catch (IOException | RuntimeException failure) {
            zip.close();
            throw failure;
        }
    }

    private static List<ZipEntry> checkedEntries(ZipFile zip) throws IOException {
        if (zip.size() > MOST_ENTRIES) {
            throw new MalformedFileException("its zip directory lists " + zip.size() + " entries");
        }
        List<ZipEntry> entries = new ArrayList<>();
        Set<String> names = new HashSet<>();
        try {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                requireSafe(entry.getName());
                if (!names.add(entry.getName())) {
                    throw new MalformedFileException("its zip directory lists " + entry.getName() + " twice");
                }
                entries.add(entry);
            }
        } catch (IllegalArgumentException badName) {
            throw new MalformedFileException("its zip directory is damaged", badName);
        }
        return entries;
    }

    /** Names are only looked up, never used as paths; but no honest archive has these. */
    private static void requireSafe(String name) throws MalformedFileException {
        boolean unsafe = name.startsWith("/") || name.contains("\\");
        for (String part : name.split("/")) {
            unsafe |= part.equals("..");
        }
        if (unsafe) {
            throw new MalformedFileException("its zip entry " + name + " points outside the archive");
        }
    }

    /** All entries in the order of the directory. */
    List<ZipEntry> entries() {
        return Collections.unmodifiableList(entries);
    }

    /** The entry of a name, or null. */
    ZipEntry entry(String name) {
        return zip.getEntry(name);
    }

    /** The content of an entry, of at most so many bytes. */
    byte[] bytes(ZipEntry entry, int most) throws IOException {
        long declared = entry.getSize();
        if (declared < 0 || declared > most) {
            throw new MalformedFileException("its zip entry " + entry.getName() + " declares " + declared
                    + " bytes, where at most " + most + " are expected");
        }
        if (declared > budget) {
            throw new MalformedFileException("it unpacks to more than " + MOST_RATIO + " times its size");
        }
        budget -= declared;
        try (InputStream stream = zip.getInputStream(entry)) {
            byte[] content = stream.readNBytes((int) declared);
            if (content.length != declared || stream.read() >= 0) {
                throw new MalformedFileException(
                        "its zip entry " + entry.getName() + " does not have the size it declares");
            }
            CRC32 sum = new CRC32();
            sum.update(content);
            if (entry.getCrc() >= 0 && sum.getValue() != entry.getCrc()) {
                throw new MalformedFileException("the checksum of its zip entry " + entry.getName() + " is wrong");
            }
            return content;
        }
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
