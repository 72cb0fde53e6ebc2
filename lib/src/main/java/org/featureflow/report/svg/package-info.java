/**
 * Drawings as SVG, for charts in papers. Java draws on pictures of pixels only; here a graphics writes down the shapes that are drawn on it.
 *
 * <pre>{@code
 * import java.awt.Color;
 *
 * String square = SvgDrawing.of(40, 40, g -> {
 *     g.setColor(Color.BLUE);
 *     g.fillRect(10, 10, 20, 20);
 * });
 * Files.writeString(folder.resolve("square.svg"), square);
 * }</pre>
 */
package org.featureflow.report.svg;
