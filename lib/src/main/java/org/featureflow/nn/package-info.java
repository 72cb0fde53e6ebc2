/**
 * Networks as data: {@link org.featureflow.nn.NetworkSpec} describes an architecture as an ordered graph of layer records, and
 * {@link org.featureflow.nn.Network} is that description with its arrays, a DJL {@code Block}. Everything else in the toolkit (costs,
 * channel groups, files, export) is a walk over the spec.
 */
package org.featureflow.nn;
