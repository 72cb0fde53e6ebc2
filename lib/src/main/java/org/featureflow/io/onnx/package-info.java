/**
 * ONNX files: networks out, so that any runtime can serve them, and convolutional networks of other programs in, so that they can be trained,
 * pruned and written back. The wire format is protobuf's; the part of ONNX's schema that matters is {@link
 * org.featureflow.io.onnx.OnnxModel}.
 */
package org.featureflow.io.onnx;
