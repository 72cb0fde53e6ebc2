package org.featureflow.io;

import org.featureflow.nn.Network;

/**
 * A network from a file.
 *
 * @param network the network; close it
 * @param notes what the file says about how to use it
 */
public record StoredNetwork(Network network, NetworkNotes notes) {}
