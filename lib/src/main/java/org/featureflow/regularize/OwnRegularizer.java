package org.featureflow.regularize;

import org.featureflow.OwnSource;
import org.featureflow.data.Normalization;
import org.featureflow.nn.Network;
import org.featureflow.nn.NetworkSpec;

/** A penalty of a source file, with a name that is the same in every process: a training goes on only with the penalty that it began with. */
record OwnRegularizer(OwnSource source, Coefficient coefficient, Regularizer own) implements Regularizer {
    static OwnRegularizer of(OwnSource source, Coefficient coefficient) {
        return new OwnRegularizer(source, coefficient, source.make(Regularizer.class, coefficient));
    }

    @Override
    public void check(NetworkSpec spec) {
        own.check(spec);
    }

    @Override
    public Penalty penalty(TrainingStep step) {
        return own.penalty(step);
    }

    @Override
    public void requireFit(Network network, Normalization normalization) {
        own.requireFit(network, normalization);
    }

    @Override
    public String toString() {
        return OwnSource.shortName(source.file()) + "[" + source.checksum() + ", " + coefficient + "]";
    }
}
