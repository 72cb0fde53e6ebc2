/**
 * Side-by-side measurements: contenders are processes that speak one line protocol, so that each has its own memory and thread pool, and take
 * turns, so that a machine whose speed drifts treats them alike.
 *
 * <pre>{@code
 * InferenceComparison comparison =
 *         new InferenceComparison(List.of(InferenceEngine.DJL, InferenceEngine.ONNXRUNTIME), List.of(1, 32), 21, 1);
 * List<InferenceTiming> timings = comparison.run(Map.of("tiny", network), System.err::println);
 * }</pre>
 */
package org.featureflow.benchmark;
