/**
 * Experiments as data. A {@link org.featureflow.experiment.RunSpec} says all that decides a run's figures; its canonical JSON has a hash, the
 * hash names the run's folder, and the folder's {@link org.featureflow.experiment.RunRecord} holds what came out. Tables and charts are made
 * from records alone.
 */
package org.featureflow.experiment;
