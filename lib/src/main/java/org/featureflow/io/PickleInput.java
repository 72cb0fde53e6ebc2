package org.featureflow.io;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * The bytes of a pickle. Knows how many there are, so that a length announced in the pickle can be checked before memory is taken for it, and
 * where it stands, since a legacy checkpoint goes on behind its pickles.
 */
final class PickleInput extends InputStream {
    private final BufferedInputStream source;
    private final long length;
    private long position;

    PickleInput(InputStream source, long length) {
        this.source = new BufferedInputStream(source);
        this.length = length;
    }

    /** The bytes consumed so far. */
    long position() {
        return position;
    }

    @Override
    public int read() throws IOException {
        int value = position < length ? source.read() : -1;
        if (value < 0) {
            throw new EOFException();
        }
        position++;
        return value;
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
        if (count == 0) {
            return 0;
        }
        int read = position < length ? source.read(target, offset, (int) Math.min(count, length - position)) : -1;
        if (read < 0) {
            throw new EOFException();
        }
        position += read;
        return read;
    }

    /** Looks at the little-endian number in the next bytes and makes sure that so many bytes follow it. */
    void requireAnnounced(int bytes) throws IOException {
        source.mark(bytes);
        byte[] digits = source.readNBytes(bytes);
        source.reset();
        if (digits.length < bytes) {
            throw new EOFException();
        }
        long announced = 0;
        for (int i = bytes - 1; i >= 0; i--) {
            announced = announced << 8 | digits[i] & 0xFF;
        }
        if (announced < 0 || announced > Integer.MAX_VALUE || announced > length - position - bytes) {
            throw new MalformedFileException("it announces a text or number of " + Long.toUnsignedString(announced)
                    + " bytes where fewer are left");
        }
    }

    /** Makes sure that lines (names, in all that is accepted) end soon. */
    void requireShortLines(int lines, int most) throws IOException {
        source.mark(lines * most);
        int left = lines;
        for (int i = 0; i < lines * most && left > 0; i++) {
            int value = source.read();
            if (value < 0) {
                throw new EOFException();
            }
            left -= value == '\n' ? 1 : 0;
        }
        source.reset();
        if (left > 0) {
            throw new MalformedFileException("a name in it is longer than " + most + " characters");
        }
    }
}
