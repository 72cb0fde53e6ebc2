package org.featureflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MemoryTextTest {
    @Test
    void memoryThatIsNotKnownIsNoNumber() {
        assertThat(MemoryText.of(-1)).isEmpty();
        assertThat(MemoryText.of(512_300_000)).isEqualTo("512 MB");
    }
}
