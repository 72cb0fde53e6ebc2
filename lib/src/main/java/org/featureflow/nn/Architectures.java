package org.featureflow.nn;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.featureflow.FeatureFlowException;

/**
 * Networks by name: {@code NAME[@WIDTH][:HEIGHTxWIDTH][:CLASSES]}, for example {@code resnet56}, {@code vgg16@0.25},
 * {@code resnet18:64x64:200}; a {@code b} behind a CIFAR ResNet's depth means projection shortcuts (option B). Images are 32×32 with 3 channels and 10 classes unless said otherwise.
 */
public final class Architectures {
    private static final Pattern FORM =
            Pattern.compile("(vgg|resnet|vit)(\\d+b?|-[a-z]+)(?:@([0-9.]+))?(?::(\\d+)x(\\d+))?(?::(\\d+))?");
    private static final List<String> NAMES = List.of(
            "vgg11",
            "vgg13",
            "vgg16",
            "vgg19",
            "resnet20",
            "resnet32",
            "resnet44",
            "resnet56",
            "resnet110",
            "resnet20b",
            "resnet32b",
            "resnet44b",
            "resnet56b",
            "resnet110b",
            "resnet18",
            "resnet34",
            "resnet50",
            "vit-tiny",
            "vit-small",
            "vit-base");

    private Architectures() {}

    /**
     * The names without width, size or classes.
     *
     * @return the known names
     */
    public static List<String> names() {
        return NAMES;
    }

    /**
     * A network for 32×32 images of 10 classes unless the name says otherwise.
     *
     * @param name such as {@code vgg16@0.25:64x64:200}
     * @return the spec, named as given
     * @throws FeatureFlowException if the name is unknown, with the names that are known
     */
    public static NetworkSpec named(String name) {
        return named(name, new FeatureShape(3, 32, 32), 10);
    }

    /**
     * A network for given images and classes.
     *
     * @param name such as {@code vgg16@0.25}; a size or class count in it wins over the arguments
     * @param input shape of an image
     * @param classes number of classes
     * @return the spec, named as given
     * @throws FeatureFlowException if the name is unknown, with the names that are known
     */
    public static NetworkSpec named(String name, FeatureShape input, int classes) {
        Matcher m = FORM.matcher(name.toLowerCase(Locale.ROOT));
        if (!m.matches() || !NAMES.contains(m.group(1) + m.group(2))) {
            throw new FeatureFlowException(
                    "There is no network “" + name + "”; known are " + String.join(", ", NAMES)
                            + ", each with an optional @WIDTH, :HEIGHTxWIDTH and :CLASSES (such as vgg16@0.25:64x64:200), or a network file.");
        }
        try {
            double width = m.group(3) == null ? 1 : Double.parseDouble(m.group(3));
            FeatureShape shape = m.group(4) == null
                    ? input
                    : new FeatureShape(input.channels(), Integer.parseInt(m.group(4)), Integer.parseInt(m.group(5)));
            int count = m.group(6) == null ? classes : Integer.parseInt(m.group(6));
            return make(m.group(1), m.group(2), width, shape, count).named(name);
        } catch (NumberFormatException e) {
            throw new FeatureFlowException("The network name “" + name + "” has a number that cannot be read.", e);
        }
    }

    private static NetworkSpec make(String family, String variant, double width, FeatureShape shape, int classes) {
        if (family.equals("vit")) {
            return VisionTransformer.of(variant.substring(1), width, shape, classes);
        }
        boolean projection = variant.endsWith("b");
        int depth = Integer.parseInt(projection ? variant.substring(0, variant.length() - 1) : variant);
        if (family.equals("vgg")) {
            return Vgg.of(depth, width, shape, classes);
        }
        if (projection) {
            return ResNet.cifarProjection(depth, width, shape, classes);
        }
        boolean fourStages = Arrays.asList(18, 34, 50).contains(depth);
        return fourStages ? ResNet.imageNet(depth, width, shape, classes) : ResNet.cifar(depth, width, shape, classes);
    }
}
