package org.featureflow.io.torch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.featureflow.FeatureFlowException;
import org.featureflow.io.torch.TorchModule.Kind;
import org.featureflow.nn.AveragePool;
import org.featureflow.nn.BatchNorm;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.Linear;
import org.featureflow.nn.MaxPool;
import org.featureflow.nn.NetworkBuilder;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.nn.Relu;

/**
 * A VGG read off its arrays, with or without batch norm, pruned or not. Layers without arrays show as gaps in the numbering of {@code
 * features}: after a convolution (and its batch norm) comes a rectifier, and one number more is a 2×2 max pool. The head may be one linear
 * layer or several with rectifiers between them, as in torchvision, which keep their names.
 */
final class ProposedVgg {
    private static final String FEATURES = "features.";
    private static final int LARGEST_KERNEL = 3;
    private static final int POOLS = 5;
    /** The last pool stands behind the last array, where the numbering shows nothing. */
    private static final int INNER_POOLS = POOLS - 1;

    private final TorchModules modules;
    private final TreeMap<Integer, TorchModule> features = new TreeMap<>();
    private final List<TorchModule> head = new ArrayList<>();

    private ProposedVgg(TorchModules modules) {
        this.modules = modules;
        modules.byName().forEach((name, module) -> {
            if (name.matches("features\\.\\d{1,4}")) {
                features.put(Integer.parseInt(name.substring(FEATURES.length())), module);
            } else if (module.kind() != Kind.OTHER && module.kind() != Kind.CONVOLUTION) {
                head.add(module);
            }
        });
    }

    static boolean fits(TorchModules modules) {
        return modules.has(FEATURES + 0, Kind.CONVOLUTION);
    }

    /**
     * The network.
     *
     * @param input shape of an image; empty for what the head tells, or the usual one where there are fewer pools
     */
    static NetworkSpec of(TorchModules modules, Optional<FeatureShape> input) {
        ProposedVgg vgg = new ProposedVgg(modules);
        if (vgg.gaps() > INNER_POOLS) {
            throw new FeatureFlowException(
                    "The architecture cannot be told from the file: the numbering of its features has "
                            + vgg.gaps() + " gaps, and a VGG has " + INNER_POOLS
                            + " pools there. Dropout between convolutions would look like that; export the model to ONNX and import that.");
        }
        modules.required(TorchModules.HEAD + 0, Kind.LINEAR);
        return vgg.build(input.orElseGet(vgg::impliedInput));
    }

    private NetworkSpec build(FeatureShape input) {
        NetworkBuilder b = NetworkSpec.builder("vgg", input);
        int weights = 0;
        for (int i = 0; i <= features.lastKey(); i++) {
            TorchModule module = features.get(i);
            String name = FEATURES + i;
            if (module == null) {
                boolean follows = i > 0 && features.containsKey(i - 1);
                if (follows) {
                    b.relu(name).tap();
                } else {
                    b.maxPool(name, 2);
                }
            } else if (module.is(Kind.CONVOLUTION)) {
                requireSmall(module);
                b.then(name, Proposals.convolution(module, b.shape().channels(), 1));
                weights++;
            } else if (module.is(Kind.NORM)) {
                b.then(name, BatchNorm.of(b.shape().channels()));
            } else {
                throw new FeatureFlowException("The architecture cannot be told from the file: “" + module.original()
                        + "” is neither a convolution nor a batch norm; export the model to ONNX and import that.");
            }
        }
        int last = features.lastKey();
        b.relu(FEATURES + (last + 1)).tap();
        int wanted = modules.get(TorchModules.HEAD + 0).size(1);
        if (b.shape().size() != wanted) {
            b.then(FEATURES + (last + 2), modules.endsInAverage() ? new AveragePool(2, 2, 0) : new MaxPool(2, 2, 0));
        }
        if (b.shape().size() != wanted) {
            requireAllPools(input, b.shape(), wanted);
            b.globalAveragePool("avgpool");
        }
        b.flatten("flatten");
        head(b);
        // The usual names count layers with weights and assume a three-layer head.
        return b.build().named("vgg" + (weights + 3));
    }

    /** AlexNet numbers its features alike and strides by four, which no array shows. */
    private static void requireSmall(TorchModule convolution) {
        if (convolution.size(2) > LARGEST_KERNEL) {
            throw new FeatureFlowException("The architecture cannot be told from the file: the kernels of “"
                    + convolution.original() + "” are " + convolution.size(2) + "×" + convolution.size(2)
                    + ", and a VGG's are 3×3; export the model to ONNX and import that.");
        }
    }

    /** Where pools are missing the map may have become small by strides, or images are larger. */
    private void requireAllPools(FeatureShape input, FeatureShape left, int wanted) {
        if (gaps() < INNER_POOLS) {
            throw new FeatureFlowException("The architecture cannot be told from the file: behind " + gaps()
                    + " gaps in the numbering of its features, where a VGG has " + INNER_POOLS
                    + " pools, is a map of " + left + ", but the head takes " + wanted
                    + " numbers. Images of another size than " + input.height() + "×" + input.width()
                    + " would explain it, or strides, which are not in the file; give the size with --input, or export the model"
                    + " to ONNX and import that.");
        }
    }

    private void head(NetworkBuilder b) {
        int linear = 0;
        for (TorchModule module : head) {
            if (module.is(Kind.NORM)) {
                b.then(
                        ModuleNames.canonical(module.path()),
                        BatchNorm.of(b.shape().channels()));
                continue;
            }
            if (linear > 0) {
                b.then("classifier.relu" + linear, new Relu());
            }
            String name = modules.has(TorchModules.HEAD + 1, Kind.LINEAR) ? module.path() : "classifier";
            b.then(name, new Linear(b.shape().channels(), module.size(0), module.hasBias()));
            linear++;
        }
    }

    /**
     * The image size at which the features have the length that the head takes. A network with fewer pools is meant for small images, and
     * whether a pool stands at its end only their size tells.
     */
    private FeatureShape impliedInput() {
        if (gaps() < INNER_POOLS) {
            return Proposals.input(modules, Optional.empty());
        }
        TorchModule lastConvolution = features.values().stream()
                .filter(m -> m.is(Kind.CONVOLUTION))
                .reduce((a, b) -> b)
                .orElseThrow();
        int map = modules.get(TorchModules.HEAD + 0).size(1) / lastConvolution.size(0);
        int side = Math.max(1, (int) Math.round(Math.sqrt(map)));
        int size = side << POOLS;
        return new FeatureShape(features.firstEntry().getValue().size(1), size, size);
    }

    /** How many numbers are left out beside those of the rectifiers. */
    private int gaps() {
        int gaps = 0;
        for (int i = 1; i <= features.lastKey(); i++) {
            if (!features.containsKey(i) && !features.containsKey(i - 1)) {
                gaps++;
            }
        }
        return gaps;
    }
}
