package org.featureflow.flow;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.featureflow.engine.Ops;

/**
 * The angle between two steps, 2·atan(‖u − v‖ / ‖u + v‖) for their directions u and v (Kahan): unlike arccos of the cosine it is accurate,
 * and has a finite gradient, where the path is straight.
 */
final class TurningAngle {
    /** Keeps lengths of zero out of denominators; far below any real step, above the square root of float32's smallest number. */
    private static final double TINY = 1e-12;

    private TurningAngle() {}

    static NDArray between(NDArray before, NDArray after) {
        long batch = before.getShape().get(0);
        NDArray lengthBefore = Ops.normPerImage(before);
        NDArray lengthAfter = Ops.normPerImage(after);
        NDArray u = before.div(perImage(Ops.plus(lengthBefore, TINY), before));
        NDArray v = after.div(perImage(Ops.plus(lengthAfter, TINY), after));
        NDArray angle = Ops.normPerImage(u.sub(v))
                .div(Ops.plus(Ops.normPerImage(u.add(v)), TINY))
                .atan();
        // A step of length 0 has no direction: its image adds nothing. The sign of a length is 1 or 0 and has no
        // gradient.
        NDArray moves = lengthBefore.sign().mul(lengthAfter.sign());
        return Ops.scale(angle.mul(moves).sum(), 2.0 / batch);
    }

    private static NDArray perImage(NDArray values, NDArray like) {
        long[] shape = new long[like.getShape().dimension()];
        Arrays.fill(shape, 1);
        shape[0] = like.getShape().get(0);
        return values.reshape(new Shape(shape));
    }
}
