/**
 * What records say. A {@link org.featureflow.compare.Comparison} puts the runs that differ by their seed alone into one row, pairs rows by
 * seed, says how fair they are to one another, and which claims are shown, contradicted or neither. Nothing here trains; the same records
 * always say the same.
 *
 * <pre>{@code
 * for (Comparison comparison : Studies.in(Path.of("runs")).comparisons()) {
 *     comparison.preamble().forEach(System.out::println);
 *     comparison.rows().forEach(System.out::println);
 *     Findings.of(comparison).forEach(System.out::println);
 * }
 * }</pre>
 */
package org.featureflow.compare;
