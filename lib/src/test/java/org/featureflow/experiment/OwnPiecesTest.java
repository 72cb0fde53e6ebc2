package org.featureflow.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.featureflow.FeatureFlowException;
import org.featureflow.OwnSource;
import org.featureflow.nn.Architectures;
import org.featureflow.nn.Network;
import org.featureflow.prune.Importances;
import org.featureflow.prune.Plan;
import org.featureflow.prune.Pruning;
import org.featureflow.prune.ScoreNormalization;
import org.featureflow.prune.Target;
import org.featureflow.regularize.Coefficient;
import org.featureflow.regularize.Regularizer;
import org.featureflow.regularize.Regularizers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Criteria and penalties that runs name by their source files; the examples of the documentation. */
class OwnPiecesTest {
    private static final Path EXAMPLES = Path.of("..", "docs", "examples");

    @TempDir
    private Path folder;

    private Path importance;
    private Path penalty;

    @BeforeEach
    void copyExamples() throws IOException {
        importance = Files.copy(EXAMPLES.resolve("LargestWeight.java"), folder.resolve("LargestWeight.java"));
        penalty = Files.copy(EXAMPLES.resolve("QuietFeatures.java"), folder.resolve("QuietFeatures.java"));
    }

    private RunSpec spec() {
        return Tiny.dense()
                .with("importance", importance)
                .with("regularizer." + penalty, "1e-3")
                .spec();
    }

    @Test
    void aRunTrainsWithThemCutsByThemAndKeepsThem() {
        RunSpec spec = spec();
        RunStore store = new RunStore(folder.resolve("runs"));
        RunRecord record = Trial.of(spec, store).run();
        assertThat(record.isFinished()).as(record.error()).isTrue();
        assertThat(record.trained().history().get(0).terms()).containsOnlyKeys("gradient", "activity");
        assertThat(spec.label()).contains("QuietFeatures-1e-3-LargestWeight");
        assertThat(store.folder(spec).resolve("LargestWeight.java")).hasSameTextualContentAs(importance);
        assertThat(store.folder(spec.base()).resolve("QuietFeatures.java")).hasSameTextualContentAs(penalty);
    }

    @Test
    void aChangedSourceIsAnotherRunAndTheOldOneCannotBeMadeWithIt() throws IOException {
        RunSpec before = spec();
        assertThat(spec()).isEqualTo(before);
        Files.writeString(importance, Files.readString(importance).replace("Math.abs(w)", "w * w"));
        RunSpec after = spec();
        assertThat(after.hash()).isNotEqualTo(before.hash());
        assertThat(after.base()).isEqualTo(before.base());
        RunRecord record =
                Trial.of(before, new RunStore(folder.resolve("runs"))).run();
        assertThat(record.isFinished()).isFalse();
        assertThat(record.error()).contains("LargestWeight.java is another than the run was specified with");
    }

    @Test
    void aSpecificationCanBeReadWhereTheSourcesAreNot() throws IOException {
        RunSpec spec = spec();
        Files.delete(importance);
        Files.delete(penalty);
        RunSpec read = RunSpec.fromJson(spec.toJson());
        assertThat(read).isEqualTo(spec);
        assertThat(read.anywhere().toJson()).doesNotContain(folder.toString()).contains("LargestWeight.java");
    }

    @Test
    void aSourceCanSayHowItsScoresAreScaled() throws IOException {
        Path described = folder.resolve("Described.java");
        Files.writeString(
                described, Files.readString(importance).replace("LargestWeight implements Importance {", """
                                Described implements org.featureflow.prune.OwnImportance {
                                    @Override
                                    public boolean needsData() {
                                        return true;
                                    }

                                    @Override
                                    public org.featureflow.prune.ScoreNormalization normalization() {
                                        return org.featureflow.prune.ScoreNormalization.MAX;
                                    }
                                """));
        assertThat(Importances.named(described.toString()).normalization()).isEqualTo(ScoreNormalization.MAX);
        assertThat(Importances.named(importance.toString()).normalization()).isEqualTo(ScoreNormalization.MEAN);
        assertThat(Tiny.dense().with("importance", described).spec().pruning().images())
                .isEqualTo(PruningChoice.IMAGES);
        assertThat(spec().pruning().images()).isZero();
        assertThatThrownBy(() -> Tiny.dense()
                        .with("importance", described)
                        .with("images", 0)
                        .spec())
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("looks at images: give at least 1");
    }

    @Test
    void aPenaltyOfOnesOwnRefusesNetworksBeforeTheyAreTrained() throws IOException {
        Files.writeString(penalty, Files.readString(penalty).replaceFirst("(?s)    @Override", """
                    @Override
                    public void check(org.featureflow.nn.NetworkSpec spec) {
                        throw new org.featureflow.FeatureFlowException("Not " + spec.name() + ".");
                    }

                    @Override"""));
        Regularizer own = Regularizers.named(penalty.toString(), Coefficient.constant(1));
        assertThatThrownBy(() -> own.check(Architectures.named("resnet20@0.25")))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageStartingWith("Not resnet20");
    }

    @Test
    void twoSourcesOfOneNameAreRefused() throws IOException {
        Path other = Files.createDirectory(folder.resolve("other")).resolve("QuietFeatures.java");
        Files.writeString(other, Files.readString(penalty) + "// another");
        assertThatThrownBy(() -> Tiny.dense()
                        .with("regularizer." + penalty, "1e-3")
                        .with("regularizer." + other, "1e-3")
                        .spec())
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("two sources of one name");
        assertThatThrownBy(() -> Tiny.dense()
                        .with("regularizer." + penalty, "1e-3")
                        .with("regularizer." + folder + "/./QuietFeatures.java", "1e-3")
                        .spec())
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("is given twice");
    }

    @Test
    void aPlanNamesTheTextOfItsCriterion() {
        try (Network network = Network.create(Architectures.named("resnet20@0.25"), 1)) {
            Plan plan =
                    Pruning.by(importance.toString()).target(Target.macs(0.8)).plan(network);
            assertThat(plan.origin())
                    .containsEntry("importance", importance.toString())
                    .containsEntry(
                            "importance_code",
                            OwnSource.of(importance.toString()).checksum());
            assertThat(Pruning.by("l1").target(Target.macs(0.8)).plan(network).origin())
                    .doesNotContainKey("importance_code");
        }
    }
}
