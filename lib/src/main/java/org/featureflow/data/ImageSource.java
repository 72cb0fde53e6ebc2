package org.featureflow.data;

import java.nio.file.Path;

/**
 * An image file and its class.
 *
 * @param file a JPEG, PNG or other file that ImageIO reads
 * @param label index of its class
 */
record ImageSource(Path file, int label) {}
