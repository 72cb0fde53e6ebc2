package org.featureflow.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.featureflow.FeatureFlowException;
import org.featureflow.regularize.Coefficient;
import org.featureflow.regularize.Penalties;
import org.featureflow.train.Recipe;
import org.junit.jupiter.api.Test;

class RunSpecTest {
    private final RunSpec pruned = Tiny.pruned().spec();

    @Test
    void theHashIsTheSameOnEveryJvm() {
        DataChoice data = new DataChoice("cifar10", "0123456789abcdef".repeat(4), 0, 500);
        RunSpec fixed = new RunSpec(
                pruned.network(),
                null,
                data,
                pruned.recipe(),
                pruned.penalty(),
                pruned.pruning(),
                pruned.retraining(),
                5_000_000_000L,
                "full");
        assertThat(fixed.hash()).isEqualTo("246c0a45bf7eb5a98770f6fb81ea781c8d7f937df4faa05b0c2cff3065579184");
    }

    @Test
    void readAndWrittenAgainItIsTheSame() {
        RunSpec read = RunSpec.fromJson(pruned.toJson());
        assertThat(read).isEqualTo(pruned);
        assertThat(read.toJson()).isEqualTo(pruned.toJson());
        assertThat(RunSpec.fromJson(pruned.toPrettyJson())).isEqualTo(pruned);
    }

    @Test
    void aLabelSaysWhatDiffersAndIsSafeInAFilesName() {
        assertThat(pruned.label()).isEqualTo("resnet20-0.25-synthetic-192-50-16-e2-ffr-g1e-6-l1-macs0.5-r2-s1");
        assertThat(pruned.id()).isEqualTo(pruned.label() + "-" + pruned.hash().substring(0, 12));
        assertThat(Tiny.dense().with("gradient", 0).spec().label())
                .isEqualTo("resnet20-0.25-synthetic-192-50-16-e2-none-s1");
        String full = Tiny.pruned()
                .with("flow-norm", "squared-l2")
                .with("flow-reduction", "mean")
                .with("flow-transition", "project_average")
                .with("curvature", "0.0123:0.1:0.2")
                .with("regularizer.double-orthogonality", "1e-4")
                .with("regularizer.batch-norm-scale", "5e-4")
                .spec()
                .label();
        assertThat(full).hasSize(100).matches("[A-Za-z0-9._-]+").endsWith("-s1");
    }

    @Test
    void whatIsAddedInTheRetrainingIsPartOfTheRunAndItsLabelAndNotOfItsBase() {
        RunSpec taught = Tiny.pruned()
                .with("retrain-distill", "0.5")
                .with("retrain-temperature", 2)
                .with("retrain-regularizer.l1", "1e-5")
                .spec();
        assertThat(taught.label())
                .isEqualTo("resnet20-0.25-synthetic-192-50-16-e2-ffr-g1e-6-l1-macs0.5-r2-l1-1e-5-distill0.5-t2-s1");
        assertThat(taught.hash()).isNotEqualTo(pruned.hash());
        assertThat(taught.base()).isEqualTo(pruned.base());
        assertThat(taught.anywhere().withSeed(3).withProfile("full").retrainingPenalty())
                .isEqualTo(taught.retrainingPenalty());
        assertThat(RunSpec.fromJson(taught.toJson())).isEqualTo(taught);
        // Where there is nothing to add, the specification is that of before there was such a thing.
        RunSpec none = Tiny.pruned()
                .with("retrain-distill", 0)
                .with("retrain-temperature", 2)
                .with("retrain-gradient", 0)
                .with("retrain-regularizer.l1", 0)
                .spec();
        assertThat(none.toJson()).isEqualTo(pruned.toJson()).doesNotContain("retrainingPenalty");
    }

    @Test
    void withoutARetrainingNothingIsAddedToIt() {
        RetrainingPenalty teacher = new RetrainingPenalty(null, Coefficient.constant(1), null);
        assertThat(teacher.temperature()).isEqualTo(4);
        assertThatThrownBy(() -> new RunSpec(
                        pruned.network(),
                        null,
                        pruned.data(),
                        pruned.recipe(),
                        pruned.penalty(),
                        pruned.pruning(),
                        null,
                        teacher,
                        1,
                        "quick"))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("A penalty or a teacher of the retraining needs one");
    }

    @Test
    void prunedInDifferentWaysRunsShareTheirBase() {
        RunSpec other = Tiny.pruned()
                .with("importance", "random")
                .with("target", "channels=0.7")
                .spec();
        assertThat(other.base()).isEqualTo(pruned.base()).isEqualTo(Tiny.dense().spec());
        assertThat(other.hash()).isNotEqualTo(pruned.hash());
        RunSpec base = pruned.base();
        assertThat(base.base()).isSameAs(base);
        assertThat(Tiny.pruned().with("importance", "none").spec()).isEqualTo(pruned.base());
    }

    @Test
    void theSeedIsThatOfEveryPart() {
        RunSpec other = pruned.withSeed(7);
        assertThat(other.recipe().seed()).isEqualTo(7);
        assertThat(other.retraining().seed()).isEqualTo(7);
        assertThat(other.hash()).isNotEqualTo(pruned.hash());
    }

    @Test
    void aCoefficientOfZeroIsNone() {
        RunSpec none =
                Tiny.dense().with("gradient", 0).with("regularizer.l1", 0).spec();
        assertThat(none.penalty()).isEqualTo(PenaltyChoice.NONE);
        assertThat(none.penalty().regularizer()).isEqualTo(Penalties.NONE);
    }

    @Test
    void whatIsNoRunIsRefusedInOneSentence() {
        assertRefused("{}", "lacks “network”");
        assertRefused("[1]", "no JSON of a run specification");
        assertRefused("{\"network\"", "no JSON of a run specification");
        assertRefused(pruned.toJson().replace("\"profile\"", "\"profil\""), "lacks “profile”");
        assertRefused(
                pruned.toJson().replaceFirst("\\{", "{\"colour\":1,"),
                "has “colour”; known are network, weights, data");
        assertRefused(pruned.toJson().replace("\"l1\"", "\"l7\""), "There is no importance “l7”");
        assertRefused(pruned.toJson().replace("\"seed\":1}", "\"seed\":\"x\"}"), "no JSON of a run specification");
        assertRefused(
                pruned.base()
                        .toJson()
                        .replaceFirst(
                                "\\{", "{\"retraining\":" + pruned.recipe().toJson() + ","),
                "not pruned cannot be retrained");
    }

    @Test
    void retrainingMustHoldOutTheSameImages() {
        Recipe other = pruned.retraining().withValidation(10);
        assertThatThrownBy(() -> new RunSpec(
                        pruned.network(),
                        null,
                        pruned.data(),
                        pruned.recipe(),
                        pruned.penalty(),
                        pruned.pruning(),
                        other,
                        1,
                        "quick"))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("holds out 60 images, retraining 10");
    }

    private static void assertRefused(String json, String message) {
        assertThatThrownBy(() -> RunSpec.fromJson(json))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining(message);
    }
}
