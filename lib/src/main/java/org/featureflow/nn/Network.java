package org.featureflow.nn;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.featureflow.FeatureFlowException;
import org.featureflow.engine.EngineSettings;
import org.featureflow.engine.GradMode;

/**
 * A {@link NetworkSpec} with its arrays: what is trained, pruned and saved. It owns its arrays and frees them on {@link #close}.
 *
 * <p>It is a DJL {@code Block} and can be used wherever DJL takes one. The toolkit itself calls {@link #forward(NDArray, boolean)}, which
 * also returns the tapped features and frees what no later layer needs.
 */
public final class Network extends AbstractBlock implements AutoCloseable {
    private static final byte VERSION = 1;

    private final NetworkSpec spec;
    private final NDManager manager;
    private final NetworkArrays arrays;
    private final ForwardPlan plan;
    private final SegmentedForward inSegments;

    private Network(NetworkSpec spec, Device device, BiFunction<String, NDManager, NDArray> values) {
        super(VERSION);
        this.spec = spec;
        this.manager = EngineSettings.engine().newBaseManager(device);
        this.plan = ForwardPlan.of(spec, Set.of());
        this.inSegments = new SegmentedForward(spec);
        try (GradMode off = GradMode.off()) {
            arrays = new NetworkArrays(spec, manager, values);
            arrays.byName().values().forEach(this::addParameter);
            FeatureShape in = spec.input();
            initialize(manager, arrays.type(), new Shape(1, in.channels(), in.height(), in.width()));
        } catch (RuntimeException | Error e) {
            manager.close();
            throw e;
        }
    }

    /**
     * A new network on the CPU in float32.
     *
     * @param spec the architecture
     * @param seed decides the starting weights
     * @return the network; close it
     */
    public static Network create(NetworkSpec spec, long seed) {
        return create(spec, seed, Device.cpu());
    }

    /**
     * A new network in float32.
     *
     * @param spec the architecture
     * @param seed decides the starting weights, the same on every device
     * @param device where it lives
     * @return the network; close it
     */
    public static Network create(NetworkSpec spec, long seed, Device device) {
        return of(spec, device, Initialization.of(spec, seed));
    }

    /**
     * A network with given arrays.
     *
     * @param spec the architecture
     * @param device where it lives
     * @param values makes the array of a qualified name, owned by the manager it is given
     * @return the network; close it
     * @throws FeatureFlowException if an array has another shape than the spec says
     */
    public static Network of(NetworkSpec spec, Device device, BiFunction<String, NDManager, NDArray> values) {
        return new Network(spec, device, values);
    }

    /**
     * The architecture.
     *
     * @return the spec
     */
    public NetworkSpec spec() {
        return spec;
    }

    /**
     * Owner of this network's arrays. Arrays made from it live as long as the network.
     *
     * @return the manager
     */
    public NDManager manager() {
        return manager;
    }

    /**
     * Where the network lives.
     *
     * @return the device
     */
    public Device device() {
        return manager.getDevice();
    }

    /**
     * Element type of the arrays.
     *
     * @return float32 or float64
     */
    public DataType dataType() {
        return arrays.type();
    }

    /**
     * All arrays, running statistics included.
     *
     * @return qualified name → DJL parameter, in order of computation, unmodifiable
     */
    public Map<String, Parameter> parameters() {
        return arrays.byName();
    }

    /**
     * One array.
     *
     * @param name qualified name such as {@code layer1.0.conv1.weight}
     * @return the array itself, owned by this network
     * @throws FeatureFlowException if there is none of that name
     */
    public NDArray array(String name) {
        return arrays.named(name);
    }

    /**
     * Computes a batch and its feature flow.
     *
     * @param images [B, C, H, W] on this network's device, in this network's precision or to be brought to it; its manager owns every result
     * @param training whether batch norm uses and updates batch statistics; a {@linkplain #freeze frozen} one never does
     * @return logits and tapped features
     */
    public Output forward(NDArray images, boolean training) {
        return plan.run(arrays.inPrecision(images), arrays.training(training), arrays::of, (node, array) -> array);
    }

    /**
     * Computes a batch and shows every node's output on the way, for metrics over activations.
     *
     * @param images [B, C, H, W]
     * @param training whether batch norm uses and updates batch statistics; a {@linkplain #freeze frozen} one never does
     * @param observer gets each node and its output, which it must not keep or close
     * @return logits and tapped features
     */
    public Output forward(NDArray images, boolean training, BiConsumer<Node, NDArray> observer) {
        return plan.run(arrays.inPrecision(images), arrays.training(training), arrays::of, (node, array) -> {
            observer.accept(node, array);
            return array;
        });
    }

    /**
     * Computes a training batch with the graph cut at every tap and fork, so that the derivative by each feature can be seen and added to on the way
     * back. Gradients are recorded whatever the thread's grad mode is.
     *
     * @param images [B, C, H, W] on this network's device; its manager owns every result
     * @return the output and the way back
     */
    public Segments forwardInSegments(NDArray images) {
        return inSegments.run(arrays.inPrecision(images), arrays);
    }

    /**
     * A copy in its own memory. What is frozen stays so.
     *
     * @return a network with equal arrays on the same device; close it
     */
    public Network copy() {
        return describedBy(spec);
    }

    /**
     * A copy in its own memory that another description goes with, such as one with other taps. What is frozen stays so.
     *
     * @param other an architecture with arrays of the same names and shapes
     * @return the copy on the same device; close it
     */
    public Network describedBy(NetworkSpec other) {
        return frozenAsHere(of(other, device(), (name, owner) -> NetworkArrays.copyOf(array(name), owner)));
    }

    /**
     * A copy in its own memory, on another device or in another precision if these are others. What is frozen stays so.
     *
     * @param device where the copy lives
     * @param type float32 or float64
     * @return the copy; close it
     */
    public Network to(Device device, DataType type) {
        // DJL gives the same memory under another name where neither changes.
        if (device.equals(device()) && type == dataType()) {
            return copy();
        }
        return frozenAsHere(of(spec, device, (name, owner) -> NetworkArrays.converted(array(name), type, owner)));
    }

    private Network frozenAsHere(Network other) {
        other.freezeLike(this);
        return other;
    }

    /**
     * A copy in its own memory for other classes, to be trained on them: its {@link NetworkSpec#classifier} starts anew, as in a network that is
     * created with this seed, and all other arrays are equal. What is frozen stays so, but not the new layer. This network stays as it is and
     * open.
     *
     * @param classes how many, which may be as many as now
     * @param seed decides the new layer's starting weights
     * @return the copy on the same device, in the same precision; close it
     * @throws FeatureFlowException if the network ends in something that cannot be made for other classes
     */
    public Network withHead(int classes, long seed) {
        return NewHead.of(this, classes, seed);
    }

    /**
     * The arrays that training keeps as they are: those that are frozen, and the running statistics of batch norms whose scale and shift both
     * are.
     *
     * @return qualified names, in order of computation
     */
    public List<String> frozen() {
        return arrays.frozen();
    }

    /**
     * Freezes what is frozen in another network.
     *
     * @param other a network with arrays of the same names
     */
    public void freezeLike(Network other) {
        Set<String> names = Set.copyOf(other.frozen());
        freezeParameters(true, p -> names.contains(p.getName()));
    }

    /**
     * Keeps nodes as they are while others are trained. A frozen batch norm keeps its running statistics too and is computed with them in
     * training as it is in evaluation, as PyTorch does after {@code eval()} of the module: with those of each batch, layers that are not
     * trained would still give other features from one batch to the next.
     *
     * @param nodes names of nodes, or beginnings of names that end in a dot ({@link NetworkSpec#within})
     * @throws FeatureFlowException if a name means no node, or none that is trained
     */
    public void freeze(Collection<String> nodes) {
        Set<String> names = Set.copyOf(spec.arraysOf(nodes));
        freezeParameters(true, p -> names.contains(p.getName()));
    }

    @Override
    public void freezeParameters(boolean freeze) {
        freezeParameters(freeze, p -> true);
    }

    /**
     * Keeps arrays as they are while others are trained, or has them trained again. Running statistics never get a gradient; they are kept where
     * scale and shift of their batch norm are ({@link #freeze}).
     *
     * @param freeze whether to freeze
     * @param which the arrays, by their qualified names
     */
    @Override
    public void freezeParameters(boolean freeze, Predicate<Parameter> which) {
        Map<String, ParameterSpec> specs = spec.parameters();
        super.freezeParameters(freeze, p -> specs.get(p.getName()).kind().trained() && which.test(p));
    }

    @Override
    public void loadParameters(NDManager owner, DataInputStream from) throws IOException, MalformedModelException {
        super.loadParameters(owner, from);
        // DJL reads arrays that require no gradient, whatever their parameter says.
        parameters().values().forEach(p -> p.getArray().setRequiresGradient(p.requiresGradient()));
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
        Device device = inputs.head().getDevice();
        return new NDList(plan.run(
                        arrays.inPrecision(inputs.head()),
                        arrays.training(training),
                        node -> arrays.of(node, p -> store.getValue(p, device, training)),
                        (node, array) -> array)
                .logits());
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        return Arrays.stream(inputShapes)
                .map(s -> new Shape(s.get(0), spec.classes()))
                .toArray(Shape[]::new);
    }

    @Override
    public void close() {
        manager.close();
    }

    @Override
    public String toString() {
        return spec.name() + " (" + parameters().size() + " arrays on " + device() + ")";
    }
}
