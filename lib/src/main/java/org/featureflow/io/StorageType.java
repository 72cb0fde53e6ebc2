package org.featureflow.io;

import java.util.HashMap;
import java.util.Map;

/**
 * A PyTorch storage class or dtype.
 *
 * @param name as PyTorch calls it
 * @param element the type here; null if there is none (complex, quantised, 8-bit floats)
 * @param bytes per element
 */
record StorageType(String name, ElementType element, int bytes) {
    static final StorageType UNTYPED = new StorageType("UntypedStorage", ElementType.U8, 1);

    private static final Map<String, StorageType> BY_GLOBAL = new HashMap<>();

    static {
        add("FloatStorage", ElementType.F32, "float32");
        add("DoubleStorage", ElementType.F64, "float64");
        add("HalfStorage", ElementType.F16, "float16");
        add("BFloat16Storage", ElementType.BF16, "bfloat16");
        add("LongStorage", ElementType.I64, "int64");
        add("IntStorage", ElementType.I32, "int32");
        add("ShortStorage", ElementType.I16, "int16");
        add("CharStorage", ElementType.I8, "int8");
        add("ByteStorage", ElementType.U8, "uint8");
        add("BoolStorage", ElementType.BOOL, "bool");
        BY_GLOBAL.put("torch.uint16", new StorageType("uint16", ElementType.U16, 2));
        BY_GLOBAL.put("torch.uint32", new StorageType("uint32", ElementType.U32, 4));
        BY_GLOBAL.put("torch.uint64", new StorageType("uint64", ElementType.U64, 8));
        BY_GLOBAL.put("torch.storage.UntypedStorage", UNTYPED);
        BY_GLOBAL.put("torch.UntypedStorage", UNTYPED);
        addForeign("ComplexFloatStorage", 8);
        addForeign("ComplexDoubleStorage", 16);
        addForeign("QInt8Storage", 1);
        addForeign("QUInt8Storage", 1);
        addForeign("QInt32Storage", 4);
        addForeign("complex64", 8);
        addForeign("complex128", 16);
        addForeign("float8_e4m3fn", 1);
        addForeign("float8_e5m2", 1);
    }

    private static void add(String storage, ElementType element, String dtype) {
        StorageType type = new StorageType(storage, element, element.bytes());
        BY_GLOBAL.put("torch." + storage, type);
        // Written by PyTorch before 0.4 for tensors that were on a GPU.
        BY_GLOBAL.put("torch.cuda." + storage, type);
        BY_GLOBAL.put("torch." + dtype, new StorageType(dtype, element, element.bytes()));
    }

    private static void addForeign(String name, int bytes) {
        BY_GLOBAL.put("torch." + name, new StorageType(name, null, bytes));
    }

    /** The type a Python global names, or null if it names none. */
    static StorageType ofGlobal(String global) {
        return BY_GLOBAL.get(global);
    }
}
