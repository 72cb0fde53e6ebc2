package org.featureflow.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.featureflow.FeatureFlowException;
import org.junit.jupiter.api.Test;

class FailureTextTest {
    private static String of(String message, String root) {
        return FailureText.of(new FeatureFlowException(message), Path.of(root));
    }

    @Test
    void filesInTheStoreAreNamedFromThere() {
        assertThat(of("Cannot read runs/a/plan.json.", "runs")).isEqualTo("Cannot read a/plan.json.");
        assertThat(of("Cannot read " + Path.of("runs/a").toAbsolutePath() + ".", "runs"))
                .isEqualTo("Cannot read a.");
        assertThat(of("Cannot read ./a/plan.json.", ".")).isEqualTo("Cannot read a/plan.json.");
    }

    @Test
    void otherPathsStayWhole() {
        assertThat(of("Cannot read ../a or old-runs/b.", ".")).isEqualTo("Cannot read ../a or old-runs/b.");
        assertThat(of("Cannot read old-runs/b or my/runs/c.", "runs"))
                .isEqualTo("Cannot read old-runs/b or my/runs/c.");
    }
}
