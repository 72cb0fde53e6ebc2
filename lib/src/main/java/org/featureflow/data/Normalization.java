package org.featureflow.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.featureflow.FeatureFlowException;

/**
 * Per-channel standardisation: a byte p becomes {@code (p / 255 − mean) / std}.
 *
 * @param mean mean of {@code p / 255} per channel
 * @param std standard deviation of {@code p / 255} per channel, above 0
 */
public record Normalization(List<Double> mean, List<Double> std) {
    /**
     * CIFAR-10, over all pixels of the 50,000 training images. The same figures to four digits are in common use; they follow from
     * {@link #of(Images)} on the official files.
     */
    public static final Normalization CIFAR10 =
            of(new double[] {0.4914, 0.4822, 0.4465}, new double[] {0.2470, 0.2435, 0.2616});

    /** CIFAR-100, over all pixels of the 50,000 training images of the official files. */
    public static final Normalization CIFAR100 =
            of(new double[] {0.5071, 0.4865, 0.4409}, new double[] {0.2673, 0.2564, 0.2762});

    /** Tiny ImageNet, over all pixels of the 100,000 training images of the official archive. */
    public static final Normalization TINY_IMAGENET =
            of(new double[] {0.4802, 0.4481, 0.3975}, new double[] {0.2770, 0.2691, 0.2821});

    /** ImageNet's figures, which many published CIFAR checkpoints were trained with. */
    public static final Normalization IMAGENET =
            of(new double[] {0.485, 0.456, 0.406}, new double[] {0.229, 0.224, 0.225});

    /** Checks that both lists are as long as there are channels, finite, and the deviations above 0. */
    public Normalization {
        mean = List.copyOf(mean);
        std = List.copyOf(std);
        if (mean.isEmpty() || mean.size() != std.size()) {
            throw new FeatureFlowException("A normalisation needs one mean and one standard deviation per channel, got "
                    + mean.size() + " and " + std.size() + ".");
        }
        for (int c = 0; c < mean.size(); c++) {
            if (!Double.isFinite(mean.get(c)) || !Double.isFinite(std.get(c)) || std.get(c) <= 0) {
                throw new FeatureFlowException("Normalisation of channel " + c + " has mean " + mean.get(c)
                        + " and standard deviation " + std.get(c) + "; both must be finite and the latter above 0.");
            }
        }
    }

    /**
     * From arrays.
     *
     * @param mean mean of {@code p / 255} per channel
     * @param std standard deviation of {@code p / 255} per channel
     * @return the normalisation
     */
    public static Normalization of(double[] mean, double[] std) {
        return new Normalization(
                Arrays.stream(mean).boxed().toList(), Arrays.stream(std).boxed().toList());
    }

    /**
     * Computed from images, exactly, over all their pixels.
     *
     * @param images training images, at least one
     * @return mean and (population) standard deviation per channel; a channel without any variation gets deviation 1
     */
    public static Normalization of(Images images) {
        if (images.count() == 0) {
            throw new FeatureFlowException(images.name() + " has no images to compute a normalisation from.");
        }
        int plane = images.height() * images.width();
        long[][] histogram = new long[images.channels()][256];
        byte[] pixels = new byte[images.bytesPerImage()];
        for (int i = 0; i < images.count(); i++) {
            images.copyPixels(i, pixels, 0);
            for (int c = 0; c < histogram.length; c++) {
                long[] counts = histogram[c];
                for (int p = c * plane; p < (c + 1) * plane; p++) {
                    counts[pixels[p] & 255]++;
                }
            }
        }
        List<Double> means = new ArrayList<>();
        List<Double> deviations = new ArrayList<>();
        double total = (double) images.count() * plane;
        for (long[] counts : histogram) {
            double sum = 0;
            double squares = 0;
            for (int value = 0; value < 256; value++) {
                sum += (double) counts[value] * value;
                squares += (double) counts[value] * value * value;
            }
            double mean = sum / total;
            double deviation = Math.sqrt(Math.max(0, squares / total - mean * mean));
            means.add(mean / 255);
            deviations.add(deviation == 0 ? 1 : deviation / 255);
        }
        return new Normalization(means, deviations);
    }

    /**
     * Number of channels.
     *
     * @return at least 1
     */
    public int channels() {
        return mean.size();
    }

    /** What a byte of a channel is multiplied with: {@code 1 / (255 std)}. */
    float scale(int channel) {
        return (float) (1 / (255 * std.get(channel)));
    }

    /** What is then added: {@code −mean / std}. */
    float shift(int channel) {
        return (float) (-mean.get(channel) / std.get(channel));
    }

    /** The 256 values a byte of a channel can become. Two roundings, as in the vectorised form, so both give the same floats. */
    float[] table(int channel) {
        float[] values = new float[256];
        for (int p = 0; p < 256; p++) {
            values[p] = p * scale(channel) + shift(channel);
        }
        return values;
    }
}
