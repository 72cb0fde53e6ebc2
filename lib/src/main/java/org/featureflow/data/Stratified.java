package org.featureflow.data;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Random choices that keep the proportions of the classes. */
final class Stratified {
    private Stratified() {}

    /** {@code wanted} distinct indices in ascending order, the same for the same labels and seed. */
    static int[] choose(int[] labels, int classes, int wanted, long seed) {
        int[] counts = new int[classes];
        for (int label : labels) {
            counts[label]++;
        }
        int[] quota = quota(counts, labels.length, wanted);
        int[] chosen = new int[wanted];
        int filled = 0;
        for (int c = 0; c < classes; c++) {
            int label = c;
            int[] members = IntStream.range(0, labels.length)
                    .filter(i -> labels[i] == label)
                    .toArray();
            CounterRandom.of(seed, 0, c).shuffle(members, members.length);
            System.arraycopy(members, 0, chosen, filled, quota[c]);
            filled += quota[c];
        }
        Arrays.sort(chosen);
        return chosen;
    }

    /** Largest-remainder apportionment: each class gets its share rounded down, the rest go to the largest remainders. */
    private static int[] quota(int[] counts, int total, int wanted) {
        int[] quota = new int[counts.length];
        int given = 0;
        for (int c = 0; c < counts.length; c++) {
            quota[c] = (int) ((long) counts[c] * wanted / total);
            given += quota[c];
        }
        int[] byRemainder = IntStream.range(0, counts.length)
                .boxed()
                .sorted(Comparator.<Integer>comparingLong(c -> -((long) counts[c] * wanted % total))
                        .thenComparing(Comparator.naturalOrder()))
                .mapToInt(Integer::intValue)
                .toArray();
        for (int i = 0; given < wanted; i++, given++) {
            quota[byRemainder[i]]++;
        }
        return quota;
    }
}
