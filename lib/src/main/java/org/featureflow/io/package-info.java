/**
 * File formats: safetensors (the toolkit's own network file), NumPy archives and PyTorch checkpoints, each read as
 * {@link org.featureflow.io.StoredTensor plain data} that any damaged or hostile file cannot turn into code or into unbounded memory.
 */
package org.featureflow.io;
