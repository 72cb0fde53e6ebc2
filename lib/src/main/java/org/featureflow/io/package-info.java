/**
 * File formats: safetensors (the toolkit's own network file), NumPy archives and PyTorch checkpoints, each read as
 * {@link org.featureflow.io.StoredTensor plain data} that any damaged or hostile file cannot turn into code or into unbounded memory.
 *
 * <pre>{@code
 * Path file = folder.resolve("tiny.safetensors");
 * NetworkFile.save(network, file, NetworkNotes.of(data.normalization(), data.name()));
 * StoredNetwork stored = NetworkFile.load(file);
 * try (Network same = stored.network()) {
 *     same.spec().equals(network.spec());  // true
 *     stored.notes().dataSet();            // synthetic
 * }
 * Map<String, StoredTensor> arrays = Safetensors.readAll(file);  // also of Python's files
 * }</pre>
 */
package org.featureflow.io;
