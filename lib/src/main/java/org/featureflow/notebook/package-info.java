/**
 * Showing charts, tables and progress in a notebook, whatever Java kernel runs it; elsewhere the same calls print text. No kernel is needed to
 * compile or run the toolkit.
 */
package org.featureflow.notebook;
