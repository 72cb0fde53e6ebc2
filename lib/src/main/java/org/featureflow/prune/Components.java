package org.featureflow.prune;

import java.util.Arrays;
import java.util.BitSet;

/** Channels joined into sets that must be kept or removed together (union by lower number, path halving). */
final class Components {
    private int[] parent = new int[256];
    private int count;
    private final BitSet fixed = new BitSet();
    private final BitSet added = new BitSet();

    /** New channels, each alone. */
    int[] fresh(int howMany) {
        int[] elements = new int[howMany];
        for (int i = 0; i < howMany; i++) {
            if (count == parent.length) {
                parent = Arrays.copyOf(parent, 2 * count);
            }
            parent[count] = count;
            elements[i] = count++;
        }
        return elements;
    }

    int find(int element) {
        int e = element;
        while (parent[e] != e) {
            parent[e] = parent[parent[e]];
            e = parent[e];
        }
        return e;
    }

    void join(int a, int b) {
        int low = Math.min(find(a), find(b));
        int high = Math.max(find(a), find(b));
        if (low != high) {
            parent[high] = low;
            fixed.set(low, fixed.get(low) || fixed.get(high));
            added.set(low, added.get(low) || added.get(high));
        }
    }

    /** Says that these channels cannot be removed. */
    void fix(int... elements) {
        for (int e : elements) {
            fixed.set(find(e));
        }
    }

    /** Says that these channels pass through an addition. */
    void markAdded(int... elements) {
        for (int e : elements) {
            added.set(find(e));
        }
    }

    boolean isFixed(int element) {
        return fixed.get(find(element));
    }

    boolean isAdded(int element) {
        return added.get(find(element));
    }
}
