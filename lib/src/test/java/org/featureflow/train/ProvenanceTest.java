package org.featureflow.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import org.featureflow.data.DataSet;
import org.featureflow.data.Synthetic;
import org.junit.jupiter.api.Test;

class ProvenanceTest {
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
