package org.featureflow.io;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * The only Python names a checkpoint may use, and what each becomes here: plain containers and descriptions of tensors. There is no way
 * from a name in a file to a Java class.
 */
final class CheckpointGlobals {

    /** What calling an accepted name with arguments gives. */
    @FunctionalInterface
    interface Call {
        Object with(Object[] arguments) throws MalformedFileException;
    }

    private static final Map<String, Call> CALLS = new HashMap<>();

    static {
        CALLS.put("collections.OrderedDict", CheckpointGlobals::dictionary);
        CALLS.put("collections.Counter", CheckpointGlobals::dictionary);
        CALLS.put("builtins.set", CheckpointGlobals::set);
        CALLS.put("__builtin__.set", CheckpointGlobals::set);
        CALLS.put("torch.Size", CheckpointGlobals::only);
        CALLS.put("torch.device", CheckpointGlobals::only);
        CALLS.put("torch._utils._rebuild_tensor", CheckpointGlobals::tensor);
        CALLS.put("torch._utils._rebuild_tensor_v2", CheckpointGlobals::tensor);
        CALLS.put("torch._utils._rebuild_tensor_v3", CheckpointGlobals::tensorOfType);
        CALLS.put("torch._utils._rebuild_parameter", CheckpointGlobals::parameter);
        CALLS.put("torch._utils._rebuild_parameter_with_state", CheckpointGlobals::parameter);
    }

    private CheckpointGlobals() {}

    /** What a Python name stands for: a {@link Call} or a {@link StorageType}. Everything else is refused. */
    static Object resolve(String module, String name) throws MalformedFileException {
        String global = module + "." + name;
        Call call = CALLS.get(global);
        if (call != null) {
            return call;
        }
        StorageType type = StorageType.ofGlobal(global);
        if (type != null) {
            return type;
        }
        throw refused(global);
    }

    static MalformedFileException refused(String global) {
        return new MalformedFileException(
                "it wants the Python object " + global + ", which is never loaded", SaveStateDict.ADVICE);
    }

    private static Object dictionary(Object[] arguments) throws MalformedFileException {
        if (arguments.length == 1 && arguments[0] instanceof LinkedHashMap<?, ?> items) {
            return items;
        }
        Map<Object, Object> dictionary = new LinkedHashMap<>();
        if (arguments.length == 0) {
            return dictionary;
        }
        // Python 2 hands an OrderedDict its items as a list of pairs.
        if (arguments.length == 1 && arguments[0] instanceof List<?> pairs) {
            for (Object pair : pairs) {
                if (!(pair instanceof List<?> two && two.size() == 2)) {
                    throw new MalformedFileException("a dictionary in it is not made of pairs");
                }
                dictionary.put(CheckpointUnpickler.key(two.get(0)), two.get(1));
            }
            return dictionary;
        }
        throw new MalformedFileException("a dictionary in it is made of something else than items");
    }

    private static Object set(Object[] arguments) throws MalformedFileException {
        if (arguments.length == 1 && arguments[0] instanceof List<?> items) {
            LinkedHashSet<Object> set = new LinkedHashSet<>();
            for (Object item : items) {
                set.add(CheckpointUnpickler.key(item));
            }
            return Collections.unmodifiableSet(set);
        }
        throw new MalformedFileException("a set in it is made of something else than a list");
    }

    private static Object only(Object[] arguments) throws MalformedFileException {
        if (arguments.length == 0) {
            throw new MalformedFileException("a size or device in it has no value");
        }
        return arguments[0];
    }

    private static Object tensor(Object[] arguments) throws MalformedFileException {
        if (arguments.length < 4) {
            throw new MalformedFileException("a tensor in it has too few arguments");
        }
        return TensorReference.of(arguments[0], arguments[1], arguments[2], arguments[3], null);
    }

    private static Object tensorOfType(Object[] arguments) throws MalformedFileException {
        if (arguments.length < 7 || !(arguments[6] instanceof StorageType type)) {
            throw new MalformedFileException("a tensor in it has too few arguments or no dtype");
        }
        return TensorReference.of(arguments[0], arguments[1], arguments[2], arguments[3], type);
    }

    private static Object parameter(Object[] arguments) throws MalformedFileException {
        if (arguments.length == 0 || !(arguments[0] instanceof TensorReference)) {
            throw new MalformedFileException("a parameter in it holds no tensor");
        }
        return arguments[0];
    }
}
