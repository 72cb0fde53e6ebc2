package org.featureflow.io.torch;

import java.util.Optional;
import org.featureflow.FeatureFlowException;
import org.featureflow.io.ImageSize;
import org.featureflow.io.torch.TorchModule.Kind;
import org.featureflow.nn.Convolution;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.NetworkSpec;

/** Which architecture the arrays of a file belong to, told from names and shapes. */
final class Proposals {
    private static final int SMALL = 32;
    private static final int LARGE = 224;

    private Proposals() {}

    /**
     * The architecture with the file's own widths.
     *
     * @param modules the file
     * @param size of an image, the usual one where it is empty
     */
    static NetworkSpec of(TorchModules modules, Optional<ImageSize> size) {
        if (ProposedResNet.fits(modules)) {
            return ProposedResNet.of(modules, input(modules, size));
        }
        if (ProposedVgg.fits(modules)) {
            return ProposedVgg.of(modules, size.map(s -> input(modules, size)));
        }
        if (ProposedVisionTransformer.fits(modules)) {
            return ProposedVisionTransformer.of(modules, input(modules, size));
        }
        throw new FeatureFlowException("The architecture cannot be told from the file: it looks like neither a VGG"
                + " (features.0 …), a ResNet (conv1, layer1.0.conv1 …) nor a vision transformer (class_token or cls_token …), its first modules are "
                + modules.byName().values().stream()
                        .limit(3)
                        .map(TorchModule::original)
                        .toList()
                + "; name the network with --arch, or export the model to ONNX and import that.");
    }

    /** The images a network of this file takes. */
    static FeatureShape input(TorchModules modules, Optional<ImageSize> size) {
        if (ProposedVisionTransformer.fits(modules)) {
            return ProposedVisionTransformer.input(modules, size);
        }
        TorchModule first = modules.byName().values().stream()
                .filter(m -> m.is(Kind.CONVOLUTION))
                .findFirst()
                .orElse(null);
        int channels = first == null ? 3 : first.size(1);
        int usual = first != null && first.size(2) == 7 ? LARGE : SMALL;
        ImageSize taken = size.orElse(new ImageSize(usual, usual));
        return new FeatureShape(channels, taken.height(), taken.width());
    }

    /** A convolution with the module's numbers and the padding that keeps the map at stride 1. */
    static Convolution convolution(TorchModule module, int in, int stride) {
        int perGroup = module.size(1);
        int kernel = module.size(2);
        if (module.size(3) != kernel || perGroup < 1 || in % perGroup != 0) {
            throw new FeatureFlowException("The architecture cannot be told from the file: the convolution “"
                    + module.original() + "” has kernels of " + perGroup + "×" + kernel + "×" + module.size(3)
                    + " and would get " + in + " channels; name the network with --arch, or export the model to ONNX.");
        }
        return new Convolution(in, module.size(0), kernel, stride, kernel / 2, in / perGroup, module.hasBias());
    }
}
