package org.featureflow.data;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.featureflow.Sha256;

/** SHA-256 of images. */
final class Checksum {
    private Checksum() {}

    /** Sizes as four ints, then per image its label as an int and its bytes. */
    static String of(Images images) {
        MessageDigest digest = Sha256.empty();
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
        MessageDigest digest = Sha256.empty();
        byte[] pixels = new byte[images.bytesPerImage()];
        for (int i = 0; i < images.count(); i++) {
            images.copyPixels(i, pixels, 0);
            digest.update(pixels);
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
