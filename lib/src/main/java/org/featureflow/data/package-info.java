/**
 * Image data sets as bytes and labels, and the batches made from them: readers for the usual research sets, a generated set that needs no
 * download, a held-out validation split, and augmentation that depends on nothing but (seed, epoch, image).
 */
package org.featureflow.data;
