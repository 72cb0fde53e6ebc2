package org.featureflow.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import org.featureflow.FeatureFlowException;
import org.featureflow.engine.Ops;

/**
 * A fully connected layer: W x + b.
 *
 * @param in input length
 * @param out output length
 * @param bias whether b is there
 */
public record Linear(int in, int out, boolean bias) implements Layer {
    @Override
    public FeatureShape output(List<FeatureShape> inputs) {
        FeatureShape x = Layer.only("A linear layer", inputs);
        if (x.height() != 1 || x.width() != 1) {
            throw new FeatureFlowException("A linear layer gets a map of " + x + "; flatten or pool it first.");
        }
        Layer.requireChannels("A linear layer", in, x);
        return FeatureShape.vector(out);
    }

    @Override
    public List<ParameterSpec> parameters() {
        List<ParameterSpec> arrays = new ArrayList<>();
        arrays.add(new ParameterSpec("weight", ParameterSpec.Kind.WEIGHT, new Shape(out, in)));
        if (bias) {
            arrays.add(new ParameterSpec("bias", ParameterSpec.Kind.BIAS, new Shape(out)));
        }
        return arrays;
    }

    @Override
    public long macs(FeatureShape output) {
        return (long) in * out;
    }

    @Override
    public NDArray forward(List<NDArray> inputs, List<NDArray> arrays, boolean training) {
        NDArray x = inputs.get(0);
        NDArray rows = x.getShape().dimension() == 2
                ? x
                : x.reshape(new Shape(x.getShape().get(0), in));
        return Ops.linear(rows, arrays.get(0), bias ? arrays.get(1) : null);
    }
}
