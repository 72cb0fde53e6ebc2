package org.featureflow.data;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.featureflow.FeatureFlowException;

/** Reads one picture into planes of bytes: red, green, blue. Gray pictures get three equal planes, transparent parts become white. */
final class ImageFile {
    /** Pictures above this many pixels are refused before memory is taken for them. */
    private static final long MOST_PIXELS = 100_000_000;

    /** The JPEG decoder only warns of these and fills the missing part with gray. Other warnings, such as superfluous bytes, are harmless. */
    private static final Pattern DAMAGE = Pattern.compile("premature|bad huffman", Pattern.CASE_INSENSITIVE);

    private ImageFile() {}

    /** A decoded picture: three planes of {@code height × width}. */
    record Picture(int height, int width, byte[] planes) {}

    static Picture read(Path file) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new FeatureFlowException(file + " cannot be read (" + reason(e) + "); restore or remove it.", e);
        }
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw new FeatureFlowException(file + " is not an image that can be read; restore or remove it.");
            }
            return decode(readers.next(), in);
        } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException | NegativeArraySizeException e) {
            throw new FeatureFlowException(
                    file + " is a damaged image (" + e.getMessage() + "); restore or remove it.", e);
        }
    }

    private static String reason(IOException e) {
        return e instanceof NoSuchFileException ? "no such file" : String.valueOf(e.getMessage());
    }

    private static Picture decode(ImageReader reader, ImageInputStream in) throws IOException {
        try {
            reader.setInput(in, true, true);
            long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
            if (pixels > MOST_PIXELS) {
                throw new IOException(reader.getWidth(0) + "×" + reader.getHeight(0) + " pixels are too many");
            }
            String[] warning = new String[1];
            reader.addIIOReadWarningListener((source, text) -> warning[0] = text);
            BufferedImage image = reader.read(0);
            if (warning[0] != null && DAMAGE.matcher(warning[0]).find()) {
                throw new IOException(warning[0]);
            }
            return planes(image);
        } finally {
            reader.dispose();
        }
    }

    private static Picture planes(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        int plane = width * height;
        byte[] planes = new byte[3 * plane];
        Raster raster = image.getRaster();
        boolean indexed = image.getColorModel() instanceof IndexColorModel;
        if (raster.getNumBands() <= 2 && !indexed) {
            // Java takes gray samples for linear light and would brighten them; other tools, and the label, mean them
            // as they are.
            int shift = Math.max(0, raster.getSampleModel().getSampleSize(0) - 8);
            int[] gray = raster.getSamples(0, 0, width, height, 0, (int[]) null);
            int[] alpha = raster.getNumBands() == 2 ? raster.getSamples(0, 0, width, height, 1, (int[]) null) : null;
            for (int i = 0; i < plane; i++) {
                int value = gray[i] >> shift;
                if (alpha != null) {
                    value = onWhite(value, alpha[i] >> shift);
                }
                planes[i] = planes[plane + i] = planes[2 * plane + i] = (byte) value;
            }
            return new Picture(height, width, planes);
        }
        int[] colors = image.getRGB(0, 0, width, height, null, 0, width);
        for (int i = 0; i < plane; i++) {
            int alpha = colors[i] >>> 24;
            for (int c = 0; c < 3; c++) {
                int value = colors[i] >> 16 - 8 * c & 255;
                planes[c * plane + i] = (byte) onWhite(value, alpha);
            }
        }
        return new Picture(height, width, planes);
    }

    private static int onWhite(int value, int alpha) {
        return (value * alpha + 255 * (255 - alpha) + 127) / 255;
    }
}
