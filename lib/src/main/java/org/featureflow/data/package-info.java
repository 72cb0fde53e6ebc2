/**
 * Image data sets as bytes and labels, and the batches made from them: readers for the usual research sets, a generated set that needs no
 * download, a held-out validation split, and augmentation that depends on nothing but (seed, epoch, image).
 *
 * <pre>{@code
 * DataSet cifar = DataSets.openOrSynthetic("cifar10");
 * System.out.println(cifar.describe());
 * Split split = cifar.split(0);
 * try (Batches batches = Batches.of(split.train(), cifar.normalization())
 *                 .batchSize(128)
 *                 .augment(Augmentation.cifar())
 *                 .seed(1);
 *         NDManager epoch = manager.newSubManager()) {
 *     for (Batch batch : batches.epoch(0, epoch)) {
 *         try (batch) {
 *             batch.images();  // [128, 3, 32, 32]
 *             batch.labels();  // [128]
 *         }
 *     }
 * }
 * }</pre>
 */
package org.featureflow.data;
