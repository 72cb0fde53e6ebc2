package org.featureflow.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.featureflow.data.DataSet;
import org.featureflow.data.Synthetic;
import org.junit.jupiter.api.Test;

class ProvenanceTest {
    @Test
    void processorsThatShareANameAreToldApart() {
        assertThat(Processor.of(
                        List.of("processor\t: 0", "cpu family\t: 25", "model\t\t: 17", "model name\t: AMD EPYC")))
                .isEqualTo("AMD EPYC (family 25, model 17)");
        assertThat(Processor.of(List.of("BogoMIPS : 50", "CPU part : 0xd0c"))).isEqualTo(System.getProperty("os.arch"));
        assertThat(Provenance.versions().get("processor").getAsString()).isNotBlank();
    }

    @Test
    void recordsNameNoFolderOfTheMachine() {
        DataSet made = Synthetic.of(20, 10, 32, 0);
        assertThat(origin(from(made, "/home/somebody/sets/cifar-10"))).isEqualTo("cifar-10");
        assertThat(origin(from(made, "../somebodys sets/cifar-10"))).isEqualTo("cifar-10");
        assertThat(origin(from(made, "https://example.org/sets/shapes"))).isEqualTo("https://example.org/sets/shapes");
        assertThat(origin(made)).isEqualTo(made.origin());
    }

    private static DataSet from(DataSet made, String origin) {
        return new DataSet("cifar10", made.train(), made.test(), made.normalization(), origin, "");
    }

    private static String origin(DataSet set) {
        return Provenance.data(set, set.split(0)).get("origin").getAsString();
    }
}
