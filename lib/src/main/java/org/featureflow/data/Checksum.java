package org.featureflow.data;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of images and of what is made from them. */
final class Checksum {
    private Checksum() {}

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    static String of(String text) {
        return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Sizes as four ints, then per image its label as an int and its bytes. */
    static String of(Images images) {
        MessageDigest digest = sha256();
        digest.update(ByteBuffer.allocate(16)
                .putInt(images.count())
                .putInt(images.channels())
                .putInt(images.height())
                .putInt(images.width())
                .flip());
        byte[] record = new byte[4 + images.bytesPerImage()];
        for (int i = 0; i < images.count(); i++) {
            ByteBuffer.wrap(record).putInt(images.label(i));
            images.copyPixels(i, record, 4);
            digest.update(record);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The bytes of the images alone, whatever their labels. */
    static String ofPixels(Images images) {
        MessageDigest digest = sha256();
        byte[] pixels = new byte[images.bytesPerImage()];
        for (int i = 0; i < images.count(); i++) {
            images.copyPixels(i, pixels, 0);
            digest.update(pixels);
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
