package org.featureflow.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClusterCommandTest {
    @Test
    void whatExecutorsLeaveGoesIntoTheCheckoutWhereverTheCommandIsGiven() {
        assertThat(ClusterCommand.usualFolder(Map.of("FEATUREFLOW_HOME", "/home/me/featureflow")))
                .isEqualTo(Path.of("/home/me/featureflow/target/cluster"));
        assertThat(ClusterCommand.usualFolder(Map.of())).isEqualTo(Path.of("./target/cluster"));
    }
}
