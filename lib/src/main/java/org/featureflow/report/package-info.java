/**
 * Charts and tables made from networks, reports and training histories. A chart is an XChart object in one style; {@link
 * org.featureflow.report.ChartImage} draws it.
 *
 * <p>Methods that compare several networks take a map from name to network. Its order is the order of colours and legend; maps without an
 * order of their own ({@code Map.of}) are taken by name, so that a chart looks the same every time.
 *
 * <pre>{@code
 * SparsityReport report = SparsityReport.of(network);
 * Files.write(folder.resolve("norms.png"), ChartImage.png(FilterNormCharts.sorted(Map.of("tiny", report))));
 * Files.writeString(folder.resolve("sparsity.html"), SparsityPage.of(report));
 * }</pre>
 */
package org.featureflow.report;
