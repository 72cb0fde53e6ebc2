/** Charts (XChart) and tables (Tablesaw) of what the toolkit measured, all in one style and made from records, histories and networks alone. */
package org.featureflow.report;
