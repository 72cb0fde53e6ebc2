/** Experiments as data: what was run, on what, with which versions, and what came out. */
package org.featureflow.experiment;
