package org.featureflow.cli;

import org.featureflow.nn.Architectures;
import org.featureflow.nn.Network;
import org.featureflow.nn.NetworkSpec;

/** What a command takes for a network: an architecture's name or a network file. */
final class NetworkArgument {
    /** The argument's form, for help. */
    static final String FORM = "an architecture such as resnet56, vgg16@0.25 or resnet18:64x64:200, or a network file";

    private NetworkArgument() {}

    /** The architecture, without weights. */
    static NetworkSpec spec(String text) {
        return Architectures.named(text);
    }

    /** The network with its weights; a name gives one with starting weights of seed 0. */
    static Network open(String text) {
        return Network.create(Architectures.named(text), 0);
    }
}
