package org.featureflow.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.featureflow.FeatureFlowException;

/**
 * A file of CIFAR records: one or two label bytes, then 3,072 bytes of red, green and blue planes of 32 × 32.
 *
 * @param labelBytes 1 for CIFAR-10, 2 for CIFAR-100 (coarse, then fine)
 * @param labelAt which of them counts
 * @param classes number of classes it may name
 */
record CifarFile(int labelBytes, int labelAt, int classes) {
    static final int PIXELS = 3 * 32 * 32;

    private int recordSize() {
        return labelBytes + PIXELS;
    }

    /** Number of records of a file, from its size alone. */
    int count(Path file) {
        long size;
        try {
            size = Files.size(file);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
        if (!Files.isRegularFile(file)) {
            throw new FeatureFlowException(file + " is not a file; CIFAR records were expected there.");
        }
        if (size == 0 || size % recordSize() != 0) {
            throw new FeatureFlowException(file + " has " + size + " bytes, which is not a multiple of the "
                    + recordSize() + " bytes of a record: it is truncated or not a CIFAR binary file; fetch it again.");
        }
        return Math.toIntExact(size / recordSize());
    }

    /** Appends the records of a file to pixels and labels, starting with image {@code first}. */
    void read(Path file, int count, byte[] pixels, int[] labels, int first) {
        byte[] record = new byte[recordSize()];
        try (InputStream in = Files.newInputStream(file)) {
            InputStream buffered = new BufferedInputStream(in, 1 << 16);
            for (int i = 0; i < count; i++) {
                if (buffered.readNBytes(record, 0, record.length) < record.length) {
                    throw new FeatureFlowException(file + " ended early, in record " + i + "; fetch it again.");
                }
                int label = record[labelAt] & 255;
                if (label >= classes) {
                    throw new FeatureFlowException(file + " has label " + label + " in record " + i
                            + ", but the classes are 0 to " + (classes - 1)
                            + ": it is damaged or of another data set; fetch it again.");
                }
                labels[first + i] = label;
                System.arraycopy(record, labelBytes, pixels, (first + i) * PIXELS, PIXELS);
            }
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /** All records of some files, in order. */
    Images images(String name, List<Path> files, List<String> classNames) {
        int[] counts = new int[files.size()];
        long total = 0;
        for (int i = 0; i < counts.length; i++) {
            counts[i] = count(files.get(i));
            total += counts[i];
        }
        if (total * PIXELS > Integer.MAX_VALUE) {
            throw new FeatureFlowException(
                    name + " has " + total + " records, more than fit into one array; split the files.");
        }
        byte[] pixels = new byte[(int) total * PIXELS];
        int[] labels = new int[(int) total];
        int first = 0;
        for (int i = 0; i < counts.length; i++) {
            read(files.get(i), counts[i], pixels, labels, first);
            first += counts[i];
        }
        return new Images(name, new Pixels.Heap(pixels, PIXELS), 3, 32, 32, labels, classNames);
    }

    private static FeatureFlowException unreadable(Path file, IOException e) {
        if (e instanceof NoSuchFileException) {
            return new FeatureFlowException(file + " is missing; fetch the data set again or name its folder.", e);
        }
        String why = e instanceof FileSystemException f && f.getReason() != null ? f.getReason() : e.getMessage();
        return new FeatureFlowException(file + " cannot be read (" + why + ").", e);
    }
}
