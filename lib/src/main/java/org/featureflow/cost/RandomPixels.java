package org.featureflow.cost;

import java.util.Random;
import org.featureflow.FeatureFlowException;
import org.featureflow.nn.FeatureShape;

/** What networks are given when only their time is looked at: the same normally distributed numbers whenever it is asked for. */
public final class RandomPixels {
    private RandomPixels() {}

    /**
     * Pixels of a batch.
     *
     * @param image shape of one image
     * @param batch number of images
     * @return batch · channels · height · width numbers, as if normalised
     * @throws FeatureFlowException if there are more than an array holds
     */
    public static float[] of(FeatureShape image, int batch) {
        if ((long) batch * image.size() > Integer.MAX_VALUE - 8) {
            throw new FeatureFlowException("A batch of " + batch + " images of " + image
                    + " has more numbers than a Java array holds; use a smaller batch.");
        }
        Random random = new Random(1);
        float[] values = new float[batch * image.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
