package org.featureflow.io;

/**
 * A storage as the pickle names it; its bytes lie elsewhere in the file.
 *
 * @param type of the elements
 * @param key names the bytes within the file
 * @param elements how many the bytes under the key hold
 * @param viewOffset where this storage begins within them, in elements; not 0 only for views in legacy files
 */
record StorageReference(StorageType type, String key, long elements, long viewOffset) {

    /** Reads {@code ('storage', type, key, location, elements[, view])}, where a view is {@code (key, offset, size)}. */
    static StorageReference of(Object id) throws MalformedFileException {
        if (id instanceof Object[] parts
                && parts.length >= 5
                && "storage".equals(parts[0])
                && parts[1] instanceof StorageType type
                && parts[2] instanceof String key) {
            long elements = PickledNumbers.nonNegative(parts[4]);
            long offset = 0;
            if (parts.length > 5 && parts[5] instanceof Object[] view && view.length == 3) {
                offset = PickledNumbers.nonNegative(view[1]);
            }
            return new StorageReference(type, key, elements, offset);
        }
        throw new MalformedFileException(
                "it refers to something outside the pickle that is not a tensor's storage", SaveStateDict.ADVICE);
    }

    /** The bytes under the key. */
    long bytes() throws MalformedFileException {
        try {
            return Math.multiplyExact(elements, type.bytes());
        } catch (ArithmeticException tooLarge) {
            throw new MalformedFileException("it declares a storage of " + elements + " elements", tooLarge);
        }
    }
}
