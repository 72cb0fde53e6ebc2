package org.featureflow.cost;

import java.util.List;
import org.featureflow.nn.Add;
import org.featureflow.nn.Attention;
import org.featureflow.nn.AveragePool;
import org.featureflow.nn.BatchNorm;
import org.featureflow.nn.Clip;
import org.featureflow.nn.Convolution;
import org.featureflow.nn.Elu;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.GlobalAveragePool;
import org.featureflow.nn.GroupNorm;
import org.featureflow.nn.Layer;
import org.featureflow.nn.LayerNorm;
import org.featureflow.nn.LeakyRelu;
import org.featureflow.nn.Linear;
import org.featureflow.nn.MaxPool;
import org.featureflow.nn.Multiply;
import org.featureflow.nn.Nonlinearity;
import org.featureflow.nn.PRelu;
import org.featureflow.nn.PositionEmbedding;
import org.featureflow.nn.Relu;

/** How operations are counted. Published counts differ by several percent because they differ in this, so every count names its convention. */
public enum Convention {
    /**
     * One per product of a convolution, a linear layer or attention; everything else counts nothing. The convention of most pruning papers, and
     * ours by default.
     */
    CONVOLUTION_AND_LINEAR("multiply–accumulates of convolutions, linear layers and attention") {
        @Override
        long count(Layer layer, List<FeatureShape> inputs, FeatureShape output) {
            return layer.macs(output);
        }
    },

    /**
     * Also one for every bias added, every element that a norm scales and shifts, every activation, every sum or product of two features, and
     * every element that a pooling window reads.
     */
    ALL_LAYERS("operations of all layers: also bias, norms, activation, addition, product and pooling") {
        @Override
        long count(Layer layer, List<FeatureShape> inputs, FeatureShape output) {
            long elements = output.size();
            if (layer instanceof Convolution c) {
                return layer.macs(output) + (c.bias() ? elements : 0);
            } else if (layer instanceof Linear l) {
                return layer.macs(output) + (l.bias() ? elements : 0);
            } else if (layer instanceof Attention) {
                return layer.macs(output);
            } else if (layer instanceof BatchNorm
                    || layer instanceof LayerNorm
                    || layer instanceof GroupNorm
                    || layer instanceof Relu
                    || layer instanceof Clip
                    || layer instanceof Nonlinearity
                    || layer instanceof LeakyRelu
                    || layer instanceof Elu
                    || layer instanceof PRelu
                    || layer instanceof Add
                    || layer instanceof PositionEmbedding
                    || layer instanceof Multiply) {
                return elements;
            } else if (layer instanceof MaxPool p) {
                return elements * p.kernel().area();
            } else if (layer instanceof AveragePool p) {
                return elements * p.kernel().area();
            } else if (layer instanceof GlobalAveragePool) {
                return inputs.get(0).size();
            }
            return 0;
        }
    };

    private final String description;

    Convention(String description) {
        this.description = description;
    }

    /**
     * What counts.
     *
     * @return a phrase to print beside a count
     */
    public String description() {
        return description;
    }

    abstract long count(Layer layer, List<FeatureShape> inputs, FeatureShape output);
}
