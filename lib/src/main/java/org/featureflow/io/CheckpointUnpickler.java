package org.featureflow.io;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.razorvine.pickle.Opcodes;
import net.razorvine.pickle.PickleException;
import net.razorvine.pickle.PickleUtils;
import net.razorvine.pickle.UnpickleStack;
import net.razorvine.pickle.Unpickler;

/**
 * Reads the pickles of a checkpoint into plain containers, numbers, strings, {@link TensorReference} and {@link StorageReference}.
 *
 * <p>The base class decodes numbers and strings. Everything that calls, builds or looks up is decided here, by allow-list; so are containers,
 * because the base class forgets the order of dictionaries and may hash a container that contains itself.
 */
final class CheckpointUnpickler extends Unpickler {
    /** A checkpoint of ten thousand tensors takes about half a million. Bounds the memory: each makes one object at most. */
    private static final int MOST_INSTRUCTIONS = 4_000_000;

    private static final int LONGEST_NAME = 1000;

    private final PickleInput pickle;
    private final List<StorageReference> storages = new ArrayList<>();
    private MarkedStack marked = new MarkedStack();
    private int instructions;

    CheckpointUnpickler(PickleInput pickle) {
        this.pickle = pickle;
    }

    /** Reads the next object of the stream. */
    Object next() throws IOException {
        input = pickle;
        marked = new MarkedStack();
        stack = marked;
        memo.clear();
        try {
            while (true) {
                short key = PickleUtils.readbyte(pickle);
                if (key == Opcodes.STOP) {
                    return marked.value();
                }
                count(1);
                dispatch(key);
            }
        } catch (PickleException damaged) {
            throw new MalformedFileException("its pickle is damaged", damaged);
        }
    }

    private void count(int more) throws MalformedFileException {
        instructions += more;
        if (instructions > MOST_INSTRUCTIONS) {
            throw new MalformedFileException(
                    "it holds more than " + MOST_INSTRUCTIONS + " objects", SaveStateDict.ADVICE);
        }
    }

    /** Every storage the pickles so far mention. */
    List<StorageReference> storages() {
        return storages;
    }

    @Override
    protected Object dispatch(short key) throws IOException {
        switch (key) {
            case Opcodes.PROTO, Opcodes.FRAME, Opcodes.NONE, Opcodes.NEWTRUE, Opcodes.NEWFALSE -> super.dispatch(key);
            case Opcodes.BININT, Opcodes.BININT1, Opcodes.BININT2, Opcodes.BINFLOAT -> super.dispatch(key);
            case Opcodes.LONG1, Opcodes.SHORT_BINSTRING, Opcodes.SHORT_BINBYTES, Opcodes.SHORT_BINUNICODE ->
                announced(key, 1);
            case Opcodes.BINSTRING, Opcodes.BINBYTES, Opcodes.BINUNICODE -> announced(key, 4);
            case Opcodes.BINUNICODE8, Opcodes.BINBYTES8 -> announced(key, 8);
            case Opcodes.MARK -> marked.add_mark();
            case Opcodes.POP -> marked.value();
            case Opcodes.POP_MARK -> marked.values();
            case Opcodes.DUP -> marked.add(marked.top());
            case Opcodes.TUPLE -> marked.add(marked.values().toArray());
            case Opcodes.EMPTY_TUPLE -> marked.add(new Object[0]);
            case Opcodes.TUPLE1 -> marked.add(marked.last(1));
            case Opcodes.TUPLE2 -> marked.add(marked.last(2));
            case Opcodes.TUPLE3 -> marked.add(marked.last(3));
            case Opcodes.LIST -> marked.add(marked.values());
            case Opcodes.EMPTY_LIST -> marked.add(new ArrayList<>(0));
            case Opcodes.APPEND -> append(Arrays.asList(marked.last(1)));
            case Opcodes.APPENDS -> append(marked.values());
            case Opcodes.EMPTY_DICT -> marked.add(new LinkedHashMap<>(2));
            case Opcodes.DICT -> dictionary();
            case Opcodes.SETITEM -> putAll(Arrays.asList(marked.last(2)));
            case Opcodes.SETITEMS -> putAll(marked.values());
            case Opcodes.EMPTY_SET -> marked.add(new LinkedHashSet<>(2));
            case Opcodes.ADDITEMS -> addAll(marked.values());
            case Opcodes.FROZENSET -> frozenSet();
            default -> refer(key);
        }
        return NO_RETURN_VALUE;
    }

    /** Memo, names and calls. */
    private void refer(short key) throws IOException {
        switch (key) {
            case Opcodes.MEMOIZE -> memo.put(memo.size(), marked.top());
            case Opcodes.BINPUT -> memo.put(pickle.read(), marked.top());
            case Opcodes.LONG_BINPUT -> memo.put(int4(), marked.top());
            case Opcodes.BINGET -> recall(pickle.read());
            case Opcodes.LONG_BINGET -> recall(int4());
            case Opcodes.GLOBAL -> global();
            case Opcodes.STACK_GLOBAL -> stackGlobal();
            case Opcodes.REDUCE -> call();
            case Opcodes.BUILD -> build();
            case Opcodes.BINPERSID -> {
                StorageReference storage = StorageReference.of(marked.value());
                storages.add(storage);
                marked.add(storage);
            }
            case Opcodes.INST -> {
                pickle.requireShortLines(2, LONGEST_NAME);
                throw CheckpointGlobals.refused(PickleUtils.readline(pickle) + "." + PickleUtils.readline(pickle));
            }
            default ->
                throw new MalformedFileException(
                        "it uses pickle instruction " + key + ", which no state dictionary needs",
                        SaveStateDict.ADVICE);
        }
    }

    private void announced(short key, int lengthBytes) throws IOException {
        pickle.requireAnnounced(lengthBytes);
        super.dispatch(key);
    }

    private int int4() throws IOException {
        return PickleUtils.bytes_to_integer(PickleUtils.readbytes(pickle, 4));
    }

    private void recall(int index) throws MalformedFileException {
        if (!memo.containsKey(index)) {
            throw new MalformedFileException("its pickle recalls object " + index + ", which there is not");
        }
        marked.add(memo.get(index));
    }

    private void global() throws IOException {
        pickle.requireShortLines(2, LONGEST_NAME);
        String module = PickleUtils.readline(pickle);
        marked.add(CheckpointGlobals.resolve(module, PickleUtils.readline(pickle)));
    }

    private void stackGlobal() throws MalformedFileException {
        Object[] names = marked.last(2);
        if (!(names[0] instanceof String module && names[1] instanceof String name)) {
            throw new MalformedFileException("its pickle names a Python object by something that is not text");
        }
        marked.add(CheckpointGlobals.resolve(module, name));
    }

    private void call() throws MalformedFileException {
        Object[] both = marked.last(2);
        if (both[0] instanceof CheckpointGlobals.Call call && both[1] instanceof Object[] arguments) {
            for (Object argument : arguments) {
                // A list may be copied into a dictionary or set, and one small instruction can ask for that again and
                // again.
                count(
                        argument instanceof List<?> list
                                ? list.size()
                                : argument instanceof Object[] tuple ? tuple.length : 0);
            }
            marked.add(call.with(arguments));
        } else {
            throw new MalformedFileException("it calls something that cannot be called", SaveStateDict.ADVICE);
        }
    }

    /** Python attributes: those of a dictionary ({@code _metadata} of every state dictionary) do not matter, others make no tensor. */
    private void build() throws MalformedFileException {
        marked.value();
        if (!(marked.top() instanceof Map)) {
            throw new MalformedFileException("it sets attributes of an object", SaveStateDict.ADVICE);
        }
    }

    private void append(List<Object> items) throws MalformedFileException {
        if (!(marked.top() instanceof ArrayList<?>)) {
            throw new MalformedFileException("its pickle appends to something that is not a list");
        }
        @SuppressWarnings("unchecked")
        List<Object> list = (List<Object>) marked.top();
        list.addAll(items);
    }

    private void dictionary() throws MalformedFileException {
        List<Object> items = marked.values();
        marked.add(new LinkedHashMap<>());
        putAll(items);
    }

    private void putAll(List<Object> items) throws MalformedFileException {
        if (!(marked.top() instanceof LinkedHashMap<?, ?>) || items.size() % 2 != 0) {
            throw new MalformedFileException(
                    "its pickle fills something that is not a dictionary, or with half a pair");
        }
        @SuppressWarnings("unchecked")
        Map<Object, Object> target = (Map<Object, Object>) marked.top();
        for (int i = 0; i < items.size(); i += 2) {
            target.put(key(items.get(i)), items.get(i + 1));
        }
    }

    private void frozenSet() throws MalformedFileException {
        List<Object> items = marked.values();
        marked.add(new LinkedHashSet<>());
        addAll(items);
    }

    private void addAll(List<Object> items) throws MalformedFileException {
        if (!(marked.top() instanceof LinkedHashSet<?>)) {
            throw new MalformedFileException("its pickle adds to something that is not a set");
        }
        @SuppressWarnings("unchecked")
        Set<Object> target = (Set<Object>) marked.top();
        for (Object item : items) {
            target.add(key(item));
        }
    }

    /** A value that may be hashed: hashing a container could recurse without end. Arrays (tuples) hash by identity. */
    static Object key(Object value) throws MalformedFileException {
        if (value instanceof String text && text.length() > LONGEST_NAME) {
            throw new MalformedFileException("a key of a dictionary in it has " + text.length() + " characters");
        }
        if (value == null || value instanceof String || value instanceof Number || value instanceof Boolean) {
            return value;
        }
        if (value instanceof Object[] || value instanceof byte[] || value instanceof StorageType) {
            return value;
        }
        throw new MalformedFileException("a key of a dictionary or set in it is itself a container");
    }

    /** The pickle machine's stack, with checks instead of exceptions from within. */
    private static final class MarkedStack extends UnpickleStack {
        private static final long serialVersionUID = 1L;

        /** Takes the topmost value. */
        Object value() throws MalformedFileException {
            Object value = top();
            pop();
            return value;
        }

        /** Looks at the topmost value. */
        Object top() throws MalformedFileException {
            if (size() == 0 || peek() == MARKER) {
                throw new MalformedFileException("its pickle takes a value where there is none");
            }
            return peek();
        }

        /** Takes a few values; the topmost becomes the last. */
        Object[] last(int count) throws MalformedFileException {
            Object[] values = new Object[count];
            for (int i = count - 1; i >= 0; i--) {
                values[i] = value();
            }
            return values;
        }

        /** Takes all values above the topmost mark, and the mark. */
        List<Object> values() throws MalformedFileException {
            try {
                return new ArrayList<>(pop_all_since_marker());
            } catch (IndexOutOfBoundsException noMark) {
                throw new MalformedFileException("its pickle closes a container that it never opened", noMark);
            }
        }
    }
}
