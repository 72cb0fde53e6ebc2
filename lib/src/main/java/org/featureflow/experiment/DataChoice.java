package org.featureflow.experiment;

/**
 * The images of a run.
 *
 * @param name as {@code ffr data list} prints it, such as {@code cifar10}
 * @param checksum of the images and labels, as {@link org.featureflow.data.DataSet#checksum} gives it for the whole set
 * @param train at most so many training images, validation included; 0 for all
 * @param test at most so many test images; 0 for all
 */
public record DataChoice(String name, String checksum, int train, int test) {}
