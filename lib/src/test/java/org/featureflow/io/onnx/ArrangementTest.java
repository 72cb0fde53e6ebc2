package org.featureflow.io.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.featureflow.nn.FeatureShape;
import org.junit.jupiter.api.Test;

class ArrangementTest {
    private static final Arrangement MAP = Arrangement.ofMap(new FeatureShape(12, 2, 3), Value.BATCH);

    private static Arrangement tokens() {
        return MAP.reshaped(List.of(0L, 12L, -1L)).transposed(List.of(0L, 2L, 1L));
    }

    @Test
    void rowsAndColumnsAreJoinedToPositionsAndCutAgain() {
        assertThat(tokens().sizes()).containsExactly(Value.BATCH, 6L, 12L);
        assertThat(tokens().transposed(List.of(0L, 2L, 1L)).reshaped(List.of(-1L, 12L, 2L, 3L)))
                .isEqualTo(MAP);
        assertThat(tokens().reshaped(List.of(0L, 2L, 3L, 12L))).isEqualTo(MAP.transposed(List.of(0L, 2L, 3L, 1L)));
    }

    /** As {@code nn.MultiheadAttention} has it: [positions, batch · heads, width]. */
    @Test
    void headsMayStandBesideTheBatch() {
        Arrangement heads = tokens().transposed(List.of(1L, 0L, 2L)).reshaped(List.of(6L, 4 * Value.BATCH, 3L));
        assertThat(heads.sizes()).containsExactly(6L, 4 * Value.BATCH, 3L);
        Arrangement apart = heads.transposed(List.of(1L, 0L, 2L)).reshaped(List.of(Value.BATCH, 4L, 6L, 3L));
        assertThat(apart).isEqualTo(tokens().reshaped(List.of(0L, 0L, 4L, 3L)).transposed(List.of(0L, 2L, 1L, 3L)));
    }

    @Test
    void sizesOfOneImageMayBeWrittenForTheBatch() {
        assertThat(MAP.reshaped(List.of(1L, 72L))).isEqualTo(MAP.reshaped(List.of(0L, -1L)));
    }

    @Test
    void aSizeThatCutsThroughAPieceOrIsOverIsNone() {
        assertThat(MAP.reshaped(List.of(0L, 5L, -1L))).isNull();
        assertThat(MAP.reshaped(List.of(0L, 12L, 2L))).isNull();
        assertThat(MAP.reshaped(List.of(0L, 12L, 2L, 3L, 2L))).isNull();
        assertThat(MAP.reshaped(List.of(-1L, 12L, -1L))).isNull();
        assertThat(MAP.reshaped(List.of(2L, -1L))).as("images are not cut").isNull();
    }

    @Test
    void rowsAndColumnsAreNotExchanged() {
        assertThat(MAP.transposed(List.of(0L, 1L, 3L, 2L))).isNull();
        assertThat(MAP.transposed(List.of(0L, 1L, 2L))).isNull();
        assertThat(MAP.transposed(List.of(0L, 1L, 1L, 2L))).isNull();
    }

    @Test
    void partsOfAPackedProjectionAreChannels() {
        Arrangement packed = tokens().reshaped(List.of(0L, 0L, 3L, 2L, 2L));
        ChannelPart keys = ChannelPart.of(packed, 2, 1, 2);
        assertThat(keys.channels()).containsExactly(4, 5, 6, 7);
        assertThat(keys.arrangement().sizes()).containsExactly(Value.BATCH, 6L, 1L, 2L, 2L);
        Arrangement headByHead = tokens().reshaped(List.of(0L, 0L, 2L, 3L, 2L));
        ChannelPart values = ChannelPart.of(headByHead, 3, 2, 3);
        assertThat(values.channels()).containsExactly(4, 5, 10, 11);
        assertThat(values.arrangement().without(List.of(3)))
                .isEqualTo(Arrangement.ofMap(new FeatureShape(4, 2, 3), Value.BATCH)
                        .reshaped(List.of(0L, 2L, 2L, -1L))
                        .transposed(List.of(0L, 3L, 1L, 2L)));
    }
}
