package org.featureflow.io.torch;

import org.featureflow.io.StoredTensor;

/**
 * How PyTorch keeps an array of a network on tokens, and how the toolkit does, whose tokens are positions of a map. An array of other axes
 * than a layout has stays as it is, so that the error which names it shows what the file has.
 */
enum TokenLayout {
    /** A linear layer on every token: [out, in], here a 1×1 convolution [out, in, 1, 1]. */
    LINEAR {
        @Override
        StoredTensor toMap(StoredTensor t) {
            long[] s = t.shape();
            return s.length == 2 ? shaped(t, s[0], s[1], 1, 1) : t;
        }

        @Override
        StoredTensor toTokens(StoredTensor t) {
            long[] s = t.shape();
            return s.length == 4 && s[2] * s[3] == 1 ? shaped(t, s[0], s[1]) : t;
        }
    },
    /** One token: [1, 1, channels], here [channels]. */
    TOKEN {
        @Override
        StoredTensor toMap(StoredTensor t) {
            long[] s = t.shape();
            return s.length == 3 && s[0] * s[1] == 1 ? shaped(t, s[2]) : t;
        }

        @Override
        StoredTensor toTokens(StoredTensor t) {
            long[] s = t.shape();
            return s.length == 1 ? shaped(t, 1, 1, s[0]) : t;
        }
    },
    /** A vector for every position: [1, positions, channels], here [channels, positions]. */
    POSITIONS {
        @Override
        StoredTensor toMap(StoredTensor t) {
            long[] s = t.shape();
            return s.length == 3 && s[0] == 1 ? shaped(t, s[1], s[2]).transposed() : t;
        }

        @Override
        StoredTensor toTokens(StoredTensor t) {
            long[] s = t.shape();
            return s.length == 2 ? shaped(t.transposed(), 1, s[1], s[0]) : t;
        }
    },
    /** Alike in both. */
    SAME {
        @Override
        StoredTensor toMap(StoredTensor t) {
            return t;
        }

        @Override
        StoredTensor toTokens(StoredTensor t) {
            return t;
        }
    };

    /** PyTorch's array as the toolkit has it. */
    abstract StoredTensor toMap(StoredTensor t);

    /** The toolkit's array as PyTorch has it. */
    abstract StoredTensor toTokens(StoredTensor t);

    private static StoredTensor shaped(StoredTensor t, long... shape) {
        return new StoredTensor(t.type(), shape, t.data());
    }
}
