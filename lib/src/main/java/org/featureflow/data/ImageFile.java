package org.featureflow.data;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.featureflow.FeatureFlowException;

/** Reads one picture into planes of bytes: red, green, blue. Gray pictures get three equal planes, transparent parts become white. */
final class ImageFile {
    /** Pictures above this many pixels are refused before memory is taken for them. */
    private static final long MOST_PIXELS = 100_000_000;

    /** The JPEG decoder only warns of these and fills the missing part with gray. Other warnings, such as superfluous bytes, are harmless. */
    private static final Pattern DAMAGE = Pattern.compile("premature|bad huffman", Pattern.CASE_INSENSITIVE);

    /** Others, such as TIFF, take memory that their size does not tell. */
    private static final Set<String> FORMATS = Set.of("jpeg", "png", "bmp", "gif");

    private ImageFile() {}

    /** A decoded picture: three planes of {@code height × width}. */
    record Picture(int height, int width, byte[] planes) {}

    static Picture read(Path file) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (ClosedByInterruptException stopped) {
            throw new FeatureFlowException("Reading " + file + " was stopped; start again.", stopped);
        } catch (IOException e) {
            throw new FeatureFlowException(file + " cannot be read (" + reason(e) + "); restore or remove it.", e);
        }
        try {
            return planes(image(bytes, file));
        } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException | NegativeArraySizeException e) {
            throw new FeatureFlowException(
                    file + " is a damaged image (" + e.getMessage() + "); restore or remove it.", e);
        }
    }

    /** Java takes the four inks of a JPEG for print for colours, and says nothing; the second decoder knows them. */
    private static BufferedImage image(byte[] bytes, Path file) throws IOException {
        List<ImageReaderSpi> decoders = decoders(bytes);
        if (decoders.isEmpty()) {
            throw new FeatureFlowException(file + " is not an image that can be read; restore or remove it.");
        }
        BufferedImage image = decode(decoders.get(0), bytes);
        boolean inks = isOf(decoders.get(0), "jpeg") && image.getRaster().getNumBands() == 4;
        if (inks && decoders.size() == 1) {
            throw new FeatureFlowException(file + " has inks in place of colours, and TwelveMonkeys, which reads such"
                    + " JPEGs, is not here; save it in RGB.");
        }
        return inks ? decode(decoders.get(1), bytes) : image;
    }

    /** Java's own first, because it notices more damage. */
    private static List<ImageReaderSpi> decoders(byte[] bytes) throws IOException {
        List<ImageReaderSpi> decoders = new ArrayList<>();
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
            Iterator<ImageReaderSpi> all =
                    IIORegistry.getDefaultInstance().getServiceProviders(ImageReaderSpi.class, true);
            while (all.hasNext()) {
                ImageReaderSpi decoder = all.next();
                if (FORMATS.stream().anyMatch(f -> isOf(decoder, f)) && decoder.canDecodeInput(in)) {
                    decoders.add(decoder);
                }
            }
        }
        decoders.sort(Comparator.comparing(d -> !d.getClass().getName().startsWith("com.sun.")));
        return decoders;
    }

    private static boolean isOf(ImageReaderSpi decoder, String format) {
        return Arrays.asList(decoder.getFormatNames()).contains(format);
    }

    private static String reason(IOException e) {
        return e instanceof NoSuchFileException ? "no such file" : String.valueOf(e.getMessage());
    }

    private static BufferedImage decode(ImageReaderSpi decoder, byte[] bytes) throws IOException {
        ImageReader reader = decoder.createReaderInstance();
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
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
            return image;
        } finally {
            reader.dispose();
        }
    }

    /** Row by row: a picture of a camera takes 100 MB as it is, and several are decoded side by side. */
    private static Picture planes(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        byte[] planes = new byte[3 * width * height];
        boolean indexed = image.getColorModel() instanceof IndexColorModel;
        if (image.getRaster().getNumBands() <= 2 && !indexed) {
            gray(image.getRaster(), planes);
        } else {
            colors(image, planes);
        }
        return new Picture(height, width, planes);
    }

    /** Java takes gray samples for linear light and would brighten them; other tools, and the label, mean them as they are. */
    private static void gray(Raster raster, byte[] planes) {
        int width = raster.getWidth();
        int plane = width * raster.getHeight();
        int shift = Math.max(0, raster.getSampleModel().getSampleSize(0) - 8);
        boolean transparent = raster.getNumBands() == 2;
        int[] gray = new int[width];
        int[] alpha = new int[width];
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getSamples(0, y, width, 1, 0, gray);
            if (transparent) {
                raster.getSamples(0, y, width, 1, 1, alpha);
            }
            for (int x = 0; x < width; x++) {
                int value = gray[x] >> shift;
                int i = y * width + x;
                planes[i] = planes[plane + i] =
                        planes[2 * plane + i] = (byte) (transparent ? onWhite(value, alpha[x] >> shift) : value);
            }
        }
    }

    private static void colors(BufferedImage image, byte[] planes) {
        int width = image.getWidth();
        int plane = width * image.getHeight();
        int[] colors = new int[width];
        for (int y = 0; y < image.getHeight(); y++) {
            image.getRGB(0, y, width, 1, colors, 0, width);
            for (int x = 0; x < width; x++) {
                int alpha = colors[x] >>> 24;
                for (int c = 0; c < 3; c++) {
                    int value = colors[x] >> 16 - 8 * c & 255;
                    planes[c * plane + y * width + x] = (byte) onWhite(value, alpha);
                }
            }
        }
    }

    private static int onWhite(int value, int alpha) {
        return (value * alpha + 255 * (255 - alpha) + 127) / 255;
    }
}
