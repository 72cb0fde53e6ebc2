/**
 * Showing charts, tables and progress in a notebook, whatever Java kernel runs it; elsewhere the same calls print text. No kernel is needed to
 * compile or run the toolkit.
 *
 * <pre>{@code
 * Show.chart(WeightCharts.weights(Map.of("tiny", network)));
 * Show.table(SparsityTables.layers(SparsityReport.of(network)));
 * Training.of(network, data).recipe(Recipes.quick()).listener(new LiveTraining("plain")).run();
 * }</pre>
 */
package org.featureflow.notebook;
