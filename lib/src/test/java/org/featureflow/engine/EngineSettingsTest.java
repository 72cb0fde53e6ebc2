package org.featureflow.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.featureflow.ChildJvm;
import org.featureflow.FeatureFlowException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineSettingsTest {
    /** Asks twice for an engine that cannot be loaded. */
    static final class AskTwice {
        private AskTwice() {}

        public static void main(String[] arguments) {
            for (int i = 0; i < 2; i++) {
                try {
                    EngineSettings.engine();
                } catch (FeatureFlowException e) {
                    System.out.println(e.getMessage());
                }
            }
        }
    }

    /** In a JVM of its own, since this one may have loaded it. */
    @Test
    void aFailureToLoadIsSaidEachTime(@TempDir Path folder) throws IOException {
        ProcessBuilder child = ChildJvm.of(AskTwice.class).redirectError(ProcessBuilder.Redirect.DISCARD);
        Path file = Files.createFile(folder.resolve("file"));
        child.environment().remove("PYTORCH_LIBRARY_PATH");
        // DJL unpacks the library into this folder, which cannot be made within a file.
        child.environment().put("ENGINE_CACHE_DIR", file.resolve("cache").toString());
        List<String> said = child.start().inputReader().lines().toList();
        assertThat(said).hasSize(2);
        assertThat(said.get(0))
                .startsWith("PyTorch's library cannot be unpacked into the cache " + file)
                .contains("FEATUREFLOW_CACHE")
                .doesNotContain("cuda.sh");
        assertThat(said.get(1)).isEqualTo(said.get(0));
    }
}
