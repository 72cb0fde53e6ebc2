package org.featureflow;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The SHA-256 of texts, of files and of what is added piece by piece. */
public final class Sha256 {
    private Sha256() {}

    /**
     * One that nothing was added to yet.
     *
     * @return add bytes to it, then take its digest
     */
    public static MessageDigest empty() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * That of a text in UTF-8.
     *
     * @param text any text
     * @return lower-case hexadecimal
     */
    public static String of(String text) {
        return HexFormat.of().formatHex(empty().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * That of a file's bytes.
     *
     * @param file any file, of any size
     * @return lower-case hexadecimal
     * @throws IOException if it cannot be read
     */
    public static String of(Path file) throws IOException {
        MessageDigest digest = empty();
        try (InputStream bytes = new DigestInputStream(Files.newInputStream(file), digest)) {
            bytes.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
