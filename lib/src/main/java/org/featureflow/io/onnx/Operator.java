package org.featureflow.io.onnx;

import org.featureflow.io.MalformedFileException;

/** Turns one kind of ONNX node into nodes of a spec. */
@FunctionalInterface
interface Operator {
    /**
     * Reads a node.
     *
     * @param node of the kind this is for
     * @param graph the network so far, to add to
     * @return what the node's first output stands for
     * @throws MalformedFileException if the node does what the toolkit cannot
     */
    Value read(OnnxNode node, GraphReader graph) throws MalformedFileException;
}
