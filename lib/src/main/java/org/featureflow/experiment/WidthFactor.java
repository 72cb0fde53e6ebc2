package org.featureflow.experiment;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.featureflow.FeatureFlowException;

/** An architecture's name with another width, for small networks from scratch beside pruned ones. */
final class WidthFactor {
    private static final int DIGITS = 4;

    private WidthFactor() {}

    /**
     * The name with its width multiplied.
     *
     * @param model such as {@code vgg16@0.5:64x64}
     * @param factor a positive number as text
     */
    static String apply(String model, String factor) {
        BigDecimal f;
        try {
            f = new BigDecimal(factor.strip());
        } catch (NumberFormatException e) {
            throw new FeatureFlowException("The setting “width” is “" + factor + "”, but must be a number.", e);
        }
        if (f.signum() <= 0) {
            throw new FeatureFlowException("The setting “width” is “" + factor + "”, but must be positive.");
        }
        if (f.compareTo(BigDecimal.ONE) == 0) {
            return model;
        }
        String name = model.replaceFirst("[@:].*", "");
        String rest = model.substring(name.length());
        String size = rest.startsWith("@") ? rest.replaceFirst("^@[0-9.]*", "") : rest;
        String width = rest.startsWith("@") ? rest.substring(1, rest.length() - size.length()) : "1";
        try {
            BigDecimal product = new BigDecimal(width).multiply(f).setScale(DIGITS, RoundingMode.HALF_UP);
            return name + "@" + product.stripTrailingZeros().toPlainString() + size;
        } catch (NumberFormatException e) {
            throw new FeatureFlowException("The network name “" + model + "” has a width that is no number.", e);
        }
    }
}
