package org.featureflow;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The SHA-256 of texts and of what is added piece by piece. */
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
}
