/**
 * ONNX files: networks out, so that any runtime can serve them, and image classifiers of other programs in, so that they can be trained,
 * pruned and written back. The wire format is protobuf's; the part of ONNX's schema that matters is {@link
 * org.featureflow.io.onnx.OnnxModel}.
 *
 * <pre>{@code
 * Path file = folder.resolve("tiny.onnx");
 * OnnxFile.write(network, file, NetworkNotes.of(data.normalization(), data.name()), true);
 * try (Network folded = OnnxFile.read(file).network();
 *         OnnxRuntime runtime = OnnxRuntime.open(file, 1)) {
 *     float[] logits = runtime.run(new float[3 * 16 * 16], 1, 3, 16, 16);
 * }
 * }</pre>
 */
package org.featureflow.io.onnx;
