package org.featureflow.data;

/**
 * Random numbers as a pure function of a key and a counter, so that image 17 of epoch 3 looks the same whoever makes it and in whatever
 * order. The mixing function is the finaliser of SplitMix64 (Steele, Lea, Flood 2014, "Fast splittable pseudorandom number generators").
 */
final class CounterRandom {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private long state;

    private CounterRandom(long state) {
        this.state = state;
    }

    /** A stream of its own for every (seed, epoch, image). */
    static CounterRandom of(long seed, long epoch, long image) {
        long key = mix(seed + GOLDEN);
        key = mix(key ^ (epoch + 1) * 0xD1B54A32D192ED03L);
        key = mix(key ^ (image + 1) * 0xABC98388FB8FAC03L);
        return new CounterRandom(key);
    }

    private static long mix(long value) {
        long z = (value ^ value >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }

    /** 64 random bits. */
    long next() {
        state += GOLDEN;
        return mix(state);
    }

    /** Uniform in 0 (inclusive) … bound (exclusive), for bounds below 2³¹; the bias is below bound/2³². */
    int below(int bound) {
        return (int) ((next() >>> 32) * bound >>> 32);
    }

    /** Uniform in 0 (inclusive) … 1 (exclusive). */
    double unit() {
        return (next() >>> 11) * 0x1.0p-53;
    }

    /** Uniform between two values. */
    double between(double low, double high) {
        return low + (high - low) * unit();
    }

    /** A fair coin. */
    boolean coin() {
        return next() < 0;
    }

    /** Puts the first {@code count} values of an array into random order (Fisher–Yates). */
    void shuffle(int[] values, int count) {
        for (int i = count - 1; i > 0; i--) {
            int j = below(i + 1);
            int kept = values[i];
            values[i] = values[j];
            values[j] = kept;
        }
    }
}
