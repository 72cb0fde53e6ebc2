package org.featureflow.data;

/** A linear classifier on normalised pixels, fitted by plain stochastic gradient descent: what a data set that needs learning must defeat. */
final class SoftmaxRegression {
    private SoftmaxRegression() {}

    static double testAccuracy(DataSet data, int epochs, float rate) {
        int size = data.train().bytesPerImage();
        int classes = data.classes();
        float[][] weights = new float[classes][size + 1];
        float[] input = new float[size + 1];
        int[] order = new int[data.train().count()];
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        for (int epoch = 0; epoch < epochs; epoch++) {
            CounterRandom.of(1, epoch, 0).shuffle(order, order.length);
            float step = rate / size * 10 / (1 + epoch);
            for (int image : order) {
                load(data.train(), data.normalization(), image, input);
                double[] probabilities = probabilities(weights, input);
                for (int c = 0; c < classes; c++) {
                    double error = probabilities[c] - (c == data.train().label(image) ? 1 : 0);
                    float change = (float) (step * error);
                    float[] row = weights[c];
                    for (int i = 0; i <= size; i++) {
                        row[i] -= change * input[i];
                    }
                }
            }
        }
        int right = 0;
        for (int image = 0; image < data.test().count(); image++) {
            load(data.test(), data.normalization(), image, input);
            double[] probabilities = probabilities(weights, input);
            int best = 0;
            for (int c = 1; c < classes; c++) {
                best = probabilities[c] > probabilities[best] ? c : best;
            }
            right += best == data.test().label(image) ? 1 : 0;
        }
        return (double) right / data.test().count();
    }

    private static void load(Images images, Normalization normalization, int image, float[] input) {
        byte[] pixels = images.pixels(image);
        int plane = images.height() * images.width();
        for (int c = 0; c < images.channels(); c++) {
            float[] table = normalization.table(c);
            for (int i = c * plane; i < (c + 1) * plane; i++) {
                input[i] = table[pixels[i] & 255];
            }
        }
        input[pixels.length] = 1;
    }

    private static double[] probabilities(float[][] weights, float[] input) {
        double[] scores = new double[weights.length];
        double largest = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < scores.length; c++) {
            float sum = 0;
            for (int i = 0; i < input.length; i++) {
                sum += weights[c][i] * input[i];
            }
            scores[c] = sum;
            largest = Math.max(largest, sum);
        }
        double total = 0;
        for (int c = 0; c < scores.length; c++) {
            scores[c] = Math.exp(scores[c] - largest);
            total += scores[c];
        }
        for (int c = 0; c < scores.length; c++) {
            scores[c] /= total;
        }
        return scores;
    }
}
