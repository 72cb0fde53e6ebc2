package org.featureflow.regularize;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.featureflow.engine.Scalars;

/**
 * A step's view of the network's arrays. An operation's result belongs to the manager of its first operand, so whatever is computed from a
 * parameter would live as long as the network; a view that is handed to the step's manager first makes everything after it die with the
 * step.
 */
final class StepArrays {
    private final TrainingStep step;
    private final NDManager manager;

    StepArrays(TrainingStep step) {
        this.step = step;
        this.manager = step.manager();
    }

    /** The array in its own shape, with its graph. */
    NDArray array(String name) {
        return step.array(name);
    }

    /** The array as one vector [size]. */
    NDArray vector(String name) {
        NDArray array = array(name);
        return array.reshape(array.size());
    }

    /** A weight as one row per filter: [out, everything else]. */
    NDArray rows(String name) {
        NDArray array = array(name);
        long filters = array.getShape().get(0);
        return array.reshape(filters, array.size() / filters);
    }

    /** Several arrays, at least one, as one vector. */
    NDArray joined(List<String> names) {
        NDList parts = new NDList();
        names.forEach(name -> parts.add(vector(name)));
        return parts.size() == 1 ? parts.get(0) : NDArrays.concat(parts, 0);
    }

    /** A constant () in the network's precision. DJL would make one on the GPU of every {@code Number} operand. */
    NDArray scalar(double value) {
        return Scalars.ownedBy(manager, type(), value);
    }

    NDArray zero() {
        return manager.zeros(new Shape(), type());
    }

    NDArray identity(long size) {
        return manager.eye((int) size, (int) size, 0, type());
    }

    /** The sum of scalars (), zero without any. */
    NDArray sum(List<NDArray> scalars) {
        return scalars.stream().reduce(NDArray::add).orElseGet(this::zero);
    }

    /** Adds one scalar for each name. */
    NDArray sumOver(List<String> names, Function<String, NDArray> scalar) {
        List<NDArray> parts = new ArrayList<>(names.size());
        names.forEach(name -> parts.add(scalar.apply(name)));
        return sum(parts);
    }

    private DataType type() {
        return step.network().dataType();
    }
}
