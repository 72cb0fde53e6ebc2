package org.featureflow.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
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
        DataSet found = new DataSet(
                "cifar10", made.train(), made.test(), made.normalization(), "/home/somebody/sets/cifar-10", "");

        JsonObject data = Provenance.data(found, found.split(0));

        assertThat(data.get("origin").getAsString()).isEqualTo("cifar-10");
        assertThat(Provenance.data(made, made.split(0)).get("origin").getAsString())
                .isEqualTo(made.origin());
    }
}
