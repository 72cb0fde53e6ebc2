/**
 * Side-by-side measurements: contenders are processes that speak one line protocol, so that each has its own memory and thread pool, and take
 * turns, so that a machine whose speed drifts treats them alike.
 */
package org.featureflow.benchmark;
