package org.featureflow.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class StartFailureTest {
    @Test
    void aMachineThatDoesNotKnowItsNameIsToldWhatToDo() {
        Throwable unknown = new UnknownHostException("vm: Name or service not known");
        assertThat(StartFailure.of("local[1]", new ExceptionInInitializerError(unknown)))
                .hasMessageContainingAll("local[1]: vm: Name or service not known.", "/etc/hosts", "SPARK_LOCAL_IP")
                .hasRootCause(unknown);
        assertThat(StartFailure.of("local[1]", new IllegalStateException("\nno room\nat all")))
                .hasMessage("Spark did not start on local[1]: no room.");
    }
}
