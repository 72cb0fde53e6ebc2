package org.featureflow.engine;

import ai.djl.Device;

/**
 * The device that was taken and why.
 *
 * @param device where arrays will live
 * @param reason one sentence for the user
 */
public record DeviceChoice(Device device, String reason) {}
