package org.featureflow.sparsity;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.featureflow.FeatureFlowException;
import org.featureflow.data.Batch;
import org.featureflow.data.Batches;
import org.featureflow.data.Images;
import org.featureflow.data.Normalization;
import org.featureflow.engine.EngineSettings;
import org.featureflow.engine.GradMode;
import org.featureflow.engine.HostValues;
import org.featureflow.nn.Network;

/**
 * The paths of images through a network, coarse enough to draw: every tapped feature is averaged over its map to one number a channel.
 * Features with fewer channels than the widest get zeros on both sides, as in the padded shortcuts of CIFAR ResNets, so that all points lie
 * in one space.
 */
public final class FeaturePaths {
    private final List<String> taps;
    private final List<List<double[]>> paths;
    private final Images images;

    private FeaturePaths(List<String> taps, List<List<double[]>> paths, Images images) {
        this.taps = taps;
        this.paths = paths;
        this.images = images;
    }

    /**
     * Follows images through a network.
     *
     * @param network a network with taps, used in inference mode
     * @param images the images
     * @param normalization what the network sees the pixels through
     * @return their paths
     * @throws FeatureFlowException if the network has no taps, or takes images of another shape
     */
    public static FeaturePaths of(Network network, Images images, Normalization normalization) {
        List<String> taps = network.spec().taps();
        if (taps.isEmpty()) {
            throw new FeatureFlowException(
                    "Network " + network.spec().name() + " has no taps, so there is no path to follow.");
        }
        images.requireShapeOf(network.spec());
        List<List<double[]>> paths = new ArrayList<>();
        try (GradMode off = GradMode.off();
                NDManager manager = EngineSettings.engine().newBaseManager(network.device());
                Batches batches = Batches.of(images, normalization).batchSize(Batches.sizeFor(images))) {
            for (Batch batch : batches.epoch(0, manager)) {
                try (batch) {
                    follow(network.forward(batch.images(), false).features(), batch.size(), paths);
                }
            }
        }
        return new FeaturePaths(taps, paths, images);
    }

    private static void follow(List<NDArray> features, int count, List<List<double[]>> paths) {
        int widest = 0;
        for (NDArray f : features) {
            widest = (int) Math.max(widest, f.getShape().get(1));
        }
        int first = paths.size();
        for (int i = 0; i < count; i++) {
            paths.add(new ArrayList<>());
        }
        for (NDArray f : features) {
            int channels = (int) f.getShape().get(1);
            float[] pooled = HostValues.floats(f.reshape(count, channels, -1).mean(new int[] {2}));
            for (int i = 0; i < count; i++) {
                double[] point = new double[widest];
                for (int c = 0; c < channels; c++) {
                    point[(widest - channels) / 2 + c] = pooled[i * channels + c];
                }
                paths.get(first + i).add(point);
            }
        }
    }

    /**
     * Only the part between two taps, both included.
     *
     * @param first name of the first tap
     * @param last name of the last tap
     * @return the part
     * @throws FeatureFlowException if there are no such taps in this order
     */
    public FeaturePaths between(String first, String last) {
        int from = taps.indexOf(first);
        int to = taps.indexOf(last);
        if (from < 0 || to < from) {
            throw new FeatureFlowException("There is no path from “" + first + "” to “" + last + "”; the taps are "
                    + String.join(", ", taps) + ".");
        }
        List<List<double[]>> parts =
                paths.stream().map(p -> p.subList(from, to + 1)).toList();
        return new FeaturePaths(taps.subList(from, to + 1), parts, images);
    }

    /**
     * One image's path.
     *
     * @param image 0 to the number of images − 1
     * @return one point a tap
     */
    List<double[]> ofImage(int image) {
        return List.copyOf(paths.get(image));
    }

    /**
     * The mean path of the images of every class.
     *
     * @return class name → one point a tap, classes without an image left out
     */
    public Map<String, List<double[]>> byClass() {
        Map<String, List<double[]>> means = new LinkedHashMap<>();
        int[] counts = images.classCounts();
        for (int label = 0; label < counts.length; label++) {
            if (counts[label] > 0) {
                means.put(images.classes().get(label), mean(label, counts[label]));
            }
        }
        return means;
    }

    private List<double[]> mean(int label, int count) {
        List<double[]> mean = new ArrayList<>();
        for (int l = 0; l < taps.size(); l++) {
            double[] sum = new double[paths.get(0).get(l).length];
            for (int i = 0; i < paths.size(); i++) {
                for (int c = 0; images.label(i) == label && c < sum.length; c++) {
                    sum[c] += paths.get(i).get(l)[c] / count;
                }
            }
            mean.add(sum);
        }
        return mean;
    }
}
