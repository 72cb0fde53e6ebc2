/**
 * Trials as tasks of Apache Spark: one trial a task, whose folder lies where driver and executors all see it. {@link
 * org.featureflow.cluster.SparkRunner} is the driver's side, {@link org.featureflow.cluster.LocalCluster} a real cluster on one machine.
 */
package org.featureflow.cluster;
