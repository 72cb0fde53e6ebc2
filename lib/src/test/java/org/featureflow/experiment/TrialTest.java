package org.featureflow.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Percentage.withPercentage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.featureflow.data.Batches;
import org.featureflow.data.DataSet;
import org.featureflow.data.Images;
import org.featureflow.data.Split;
import org.featureflow.engine.EngineSettings;
import org.featureflow.io.NetworkFile;
import org.featureflow.nn.Network;
import org.featureflow.prune.Plan;
import org.featureflow.prune.Samples;
import org.featureflow.train.EpochMetrics;
import org.featureflow.train.TrainingStoppedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrialTest {
    @TempDir
    private Path folder;

    private RunStore store() {
        return new RunStore(folder.resolve("runs"));
    }

    /** Interrupts the thread at the n-th word of progress that contains a text. */
    private static TrialListener interruptAt(String text) {
        return new TrialListener() {
            @Override
            public void progress(RunSpec trial, double fraction, String said) {
                if (said.contains(text)) {
                    Thread.currentThread().interrupt();
                }
            }
        };
    }

    @Test
    void aCutCanHaveItsBatchNormsMeasuredAnewOnTheSameTraining() {
        RunSpec plain =
                Tiny.dense().with("importance", "l1").with("target", "macs=0.5").spec();
        RunSpec renewed = Tiny.dense()
                .with("importance", "l1")
                .with("target", "macs=0.5")
                .with("recalibrate", 100)
                .spec();
        assertThat(Tiny.dense()
                        .with("importance", "l1")
                        .with("target", "macs=0.5")
                        .with("recalibrate", 0)
                        .spec())
                .isEqualTo(plain);
        assertThat(renewed.base()).isEqualTo(plain.base());
        RunRecord before = Trial.of(plain, store()).run();
        RunRecord after = Trial.of(renewed, store()).run();
        assertThat(after.isFinished()).as(after.error()).isTrue();
        assertThat(after.widths()).isEqualTo(before.widths());
        assertThat(after.cut().test().loss()).isNotEqualTo(before.cut().test().loss());
    }

    @Test
    void aCutThatNoTrainingCouldMakePossibleFailsBeforeIt() {
        for (Map<String, Object> impossible : List.<Map<String, Object>>of(
                Map.of("importance", "taylor"), Map.of("importance", "l1", "recalibrate", 64))) {
            RunSettings settings = Tiny.dense().with("model", "vit-tiny@0.0625");
            for (Map.Entry<String, Object> setting : impossible.entrySet()) {
                settings = settings.with(setting.getKey(), setting.getValue());
            }
            RunSpec spec = settings.spec();
            RunRecord record = Trial.of(spec, store()).run();
            assertThat(record.isFinished()).isFalse();
            assertThat(record.error()).contains("no batch norm");
            assertThat(store().folder(spec.base())).doesNotExist();
        }
    }

    @Test
    void aPenaltyThatCannotActOnTheNetworkFailsBeforeTheFirstStep() {
        List<String> told = new ArrayList<>();
        RunSpec spec = Tiny.dense()
                .with("model", "vit-tiny@0.0625")
                .with("regularizer.batch-norm-scale", "1e-4")
                .spec();
        RunRecord record = Trial.of(spec, store())
                .listener(new TrialListener() {
                    @Override
                    public void progress(RunSpec trial, double fraction, String text) {
                        told.add(text);
                    }
                })
                .run();
        assertThat(record.isFinished()).isFalse();
        assertThat(record.error()).contains("has no batch norm, so it has no scales to penalise");
        assertThat(told).isEmpty();
        assertThat(store().folder(spec).resolve("checkpoints")).doesNotExist();
    }

    @Test
    void whatAKilledRunLeftHalfWrittenGoesWhenItIsRunAgain() throws IOException {
        RunSpec impossible = Tiny.dense()
                .with("model", "vit-tiny@0.0625")
                .with("importance", "taylor")
                .spec();
        Path leftover =
                Files.createDirectories(store().folder(impossible)).resolve(".ffr-" + UUID.randomUUID() + ".tmp");
        Files.writeString(leftover, "hal");
        Trial.of(impossible, store()).run();
        assertThat(leftover).doesNotExist();
    }

    @Test
    void aPrunedRunSharesTheTrainingOfItsBaseAndLeavesACompleteRecord() throws IOException {
        RunSpec spec = Tiny.pruned().spec();
        List<String> told = new ArrayList<>();
        RunRecord record = Trial.of(spec, store())
                .listener(new TrialListener() {
                    @Override
                    public void started(RunSpec trial) {
                        told.add("start " + trial.id());
                    }

                    @Override
                    public void progress(RunSpec trial, double fraction, String text) {
                        told.add(String.format("%s %.2f", trial.id().equals(spec.id()), fraction));
                    }

                    @Override
                    public void ended(RunSpec trial, RunRecord ended) {
                        told.add("end " + trial.id());
                    }
                })
                .run();
        assertThat(told).startsWith("start " + spec.id()).endsWith("end " + spec.id());
        assertThat(told).contains("true 0.25", "true 0.50", "true 0.75", "true 1.00");
        assertThat(record.isFinished()).as(record.error()).isTrue();
        assertThat(record.trained().history()).hasSize(2);
        assertThat(record.retrained().history()).hasSize(2);
        assertThat(record.cut().macs())
                .isEqualTo(record.retrained().macs())
                .isLessThanOrEqualTo(record.trained().macs() / 2);
        assertThat(record.cut().test().count()).as("test images").isEqualTo(50);
        assertThat(record.cut().validation().count()).as("held-out images").isEqualTo(60);
        assertThat(record.trained().bestTest().count()).isEqualTo(50);
        assertThat(record.trained().bestValidation().count()).isEqualTo(60);
        assertThat(record.last()).isSameAs(record.retrained());
        assertThat(record.widths())
                .isNotEmpty()
                .allSatisfy((g, w) -> assertThat(w.after()).isLessThanOrEqualTo(w.before()));
        assertThat(record.sparsity().images()).as("held-out images").isEqualTo(60);
        assertThat(record.weights().weights().stream().mapToLong(n -> n).sum())
                .isEqualTo(record.sparsity().weights());
        assertThat(record.spending().macs())
                .isEqualTo(3.0
                        * 22
                        * 12
                        * (record.trained().macs() + record.retrained().macs()));
        assertThat(record.surroundings().versions()).containsKey("libtorch");

        RunRecord base = store().record(spec.base()).orElseThrow();
        assertThat(base.trained()).isEqualTo(record.trained());
        assertThat(store().ids())
                .containsExactlyInAnyOrder(spec.id(), spec.base().id());
        String json = Files.readString(store().folder(spec).resolve("record.json"));
        assertThat(RunRecord.fromJson(json)).isEqualTo(record);
        assertThat(RunRecord.fromJson(json).toJson()).isEqualTo(json);
        try (Stream<Path> files = Files.list(store().folder(spec))) {
            assertThat(files.map(f -> f.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "spec.json",
                            "record.json",
                            "plan.json",
                            "metrics.jsonl",
                            "timing.jsonl",
                            "network.safetensors",
                            "best.safetensors");
        }
    }

    @Test
    void stoppedInEitherTrainingItEndsWithTheFiguresOfAnUndisturbedOne() {
        RunSpec spec = Tiny.pruned().spec();
        RunRecord calm = Trial.of(spec, new RunStore(folder.resolve("calm"))).run();
        for (String at : List.of("epoch 1 of 2, loss", "epoch 2 of 2, loss", "retraining epoch 2 of 2, loss")) {
            assertThatThrownBy(() ->
                            Trial.of(spec, store()).listener(interruptAt(at)).run())
                    .isInstanceOf(TrainingStoppedException.class);
            assertThat(store().record(spec)).isEmpty();
        }
        RunRecord resumed = Trial.of(spec, store()).run();
        assertThat(resumed.withoutTimes()).isEqualTo(calm.withoutTimes());
        assertThat(resumed.sameFigures(calm)).isTrue();
        assertThat(resumed.trained().history())
                .extracting(EpochMetrics::seconds)
                .allMatch(s -> s > 0);
    }

    /** Both are cut from one training. */
    @Test
    void theUncutNetworkTeachesWhatWasCutFromIt() {
        RunSettings settings = Tiny.pruned().with("epochs", 1);
        RunRecord alone = Trial.of(settings.spec(), store()).run();
        RunSpec spec = settings.with("retrain-distill", "0.5")
                .with("retrain-regularizer.l1", "1e-6")
                .spec();
        assertThatThrownBy(() -> Trial.of(spec, store())
                        .listener(interruptAt("retraining epoch 2 of 2, loss"))
                        .run())
                .isInstanceOf(TrainingStoppedException.class);
        RunRecord taught = Trial.of(spec, store()).run();
        assertThat(taught.isFinished()).as(taught.error()).isTrue();
        assertThat(taught.trained()).isEqualTo(alone.trained());
        assertThat(taught.cut()).isEqualTo(alone.cut());
        assertThat(taught.retrained().history())
                .hasSize(2)
                .allSatisfy(e -> assertThat(e.terms()).containsOnlyKeys("l1", "distillation"));
        assertThat(taught.retrained().history().get(1).terms().get("distillation"))
                .isPositive();
        assertThat(taught.retrained().history().get(1).loss())
                .isNotEqualTo(alone.retrained().history().get(1).loss());
        // One forward pass of the uncut network for each of 22 batches of 12.
        assertThat(taught.spending().macs() - alone.spending().macs())
                .isEqualTo((double) taught.trained().macs() * 22 * 12);
        RunRecord calm = Trial.of(spec, new RunStore(folder.resolve("calm"))).run();
        assertThat(taught.sameFigures(calm)).isTrue();
    }

    @Test
    void aResumedRunGoesOnWithTheNumberOfThreadsItBeganWith() {
        RunSpec spec = Tiny.dense().spec();
        int before = EngineSettings.threads();
        try {
            EngineSettings.threads(1);
            assertThatThrownBy(() -> Trial.of(spec, store())
                            .listener(interruptAt("epoch 1 of 2, loss"))
                            .run())
                    .isInstanceOf(TrainingStoppedException.class);
            EngineSettings.threads(2);
            RunRecord record = Trial.of(spec, store()).run();
            assertThat(record.surroundings().threads()).isEqualTo(1);
            assertThat(EngineSettings.threads()).isEqualTo(2);
        } finally {
            EngineSettings.threads(before);
        }
    }

    @Test
    void aBaseWhoseNetworkWasDeletedIsTrainedAgainForTheNextPruning() throws IOException {
        RunSpec spec = Tiny.pruned().with("retrain-epochs", 0).spec();
        assertThat(store().isSettled(spec.base())).isFalse();
        RunRecord base = Trial.of(spec.base(), store()).run();
        assertThat(store().isSettled(spec.base())).isTrue();
        Files.delete(store().folder(spec.base()).resolve("network.safetensors"));
        assertThat(store().isSettled(spec.base())).isFalse();
        assertThat(Trial.of(spec.base(), store()).run()).isEqualTo(base);
        RunRecord record = Trial.of(spec, store()).run();
        assertThat(record.isFinished()).as(record.error()).isTrue();
        assertThat(record.retrained()).isNull();
        assertThat(record.trained().withoutTimes()).isEqualTo(base.trained().withoutTimes());
        assertThat(store().record(spec.base()).orElseThrow().sameFigures(base)).isTrue();
    }

    @Test
    void aBaseIsTrainedAgainWithTheThreadsOfItsRecordWhichStaysAsItIs() throws IOException {
        RunSpec spec = Tiny.pruned().with("retrain-epochs", 0).spec();
        Path folder = store().folder(spec.base());
        int before = EngineSettings.threads();
        try {
            EngineSettings.threads(1);
            Trial.of(spec.base(), store()).run();
            String record = Files.readString(folder.resolve("record.json"));
            Files.delete(folder.resolve("network.safetensors"));
            EngineSettings.threads(2);
            List<Integer> threads = new ArrayList<>();
            Trial.of(spec, store())
                    .listener(atEpochs(() -> threads.add(EngineSettings.threads())))
                    .run();
            assertThat(threads).isNotEmpty().containsOnly(1);
            assertThat(EngineSettings.threads()).isEqualTo(2);
            assertThat(Files.readString(folder.resolve("record.json"))).isEqualTo(record);
            assertThat(folder.resolve("network.safetensors")).exists();
            assertThat(folder.resolve("again")).doesNotExist();
        } finally {
            EngineSettings.threads(before);
        }
    }

    @Test
    void aBaseThatComesOutOtherwiseThanItsRecordIsCutUnderItsOwnFiguresAndTheRecordStays() throws IOException {
        RunSpec spec = Tiny.pruned().with("retrain-epochs", 0).spec();
        RunRecord here = Trial.of(spec.base(), store()).run();
        RunRecord elsewhere = withOtherFigures(here);
        store().write(elsewhere);
        Path folder = store().folder(spec.base());
        Files.delete(folder.resolve("network.safetensors"));
        List<String> told = new ArrayList<>();
        TrialListener listener = new TrialListener() {
            @Override
            public void progress(RunSpec trial, double fraction, String text) {
                told.add(text);
            }
        };

        RunRecord pruned = Trial.of(spec, store()).listener(listener).run();
        assertThat(pruned.isFinished()).as(pruned.error()).isTrue();
        assertThat(pruned.trained().withoutTimes()).isEqualTo(here.trained().withoutTimes());
        assertThat(pruned.training()).isNotNull();
        assertThat(store().record(spec.base())).contains(elsewhere);
        assertThat(folder.resolve("network.safetensors")).doesNotExist();
        assertThat(store().isSettled(spec.base())).isTrue();
        assertThat(told)
                .filteredOn(text -> text.contains("came out otherwise than its record says"))
                .hasSize(1);

        told.clear();
        RunRecord next = Trial.of(
                        Tiny.pruned()
                                .with("retrain-epochs", 0)
                                .with("target", "macs=0.7")
                                .spec(),
                        store())
                .listener(listener)
                .run();
        assertThat(next.trained()).isEqualTo(pruned.trained());
        assertThat(told).as("it is not trained once more").isEmpty();
    }

    private static RunRecord withOtherFigures(RunRecord r) {
        Stage t = r.trained();
        Stage other = new Stage(
                t.parameters(),
                t.macs(),
                t.validation(),
                t.validation(),
                t.bestEpoch(),
                t.bestValidation(),
                t.bestTest(),
                t.history());
        return new RunRecord(
                r.id(),
                r.spec(),
                r.status(),
                null,
                null,
                other,
                r.sparsity(),
                r.weights(),
                null,
                Map.of(),
                null,
                r.spending(),
                r.surroundings(),
                null);
    }

    private static TrialListener atEpochs(Runnable action) {
        return new TrialListener() {
            @Override
            public void progress(RunSpec trial, double fraction, String text) {
                if (text.startsWith("epoch")) {
                    action.run();
                }
            }
        };
    }

    @Test
    void aRunThatBeganWithMoreThreadsThanThisMachineTakesSaysWhatToDo() throws IOException {
        RunSpec spec = Tiny.dense().spec();
        Path folder = Files.createDirectories(store().folder(spec));
        Files.writeString(folder.resolve("start.json"), "{\"time\":\"\",\"threads\":100000,\"commit\":\"\"}");
        assertThat(Trial.of(spec, store()).run().error())
                .startsWith("The run was begun with 100000 threads, more than this machine can be set to");
    }

    @Test
    void channelsAreChosenOnTrainingImages() {
        RunSpec spec = Tiny.pruned()
                .with("importance", "taylor_filter")
                .with("images", 64)
                .with("retrain-epochs", 0)
                .spec();
        assertThat(Trial.of(spec, store()).run().isFinished()).isTrue();
        Plan plan = Plan.load(store().folder(spec).resolve("plan.json"));
        DataSet data = spec.data().open();
        Split split = spec.recipe().split(data);
        try (Network dense = NetworkFile.load(store().folder(spec.base()).resolve("network.safetensors"))
                .network()) {
            assertThat(chosen(spec, dense, split.train(), data).cuts()).isEqualTo(plan.cuts());
            assertThat(chosen(spec, dense, split.validation(), data).cuts()).isNotEqualTo(plan.cuts());
            assertThat(chosen(spec, dense, data.test(), data).cuts()).isNotEqualTo(plan.cuts());
        }
    }

    private static Plan chosen(RunSpec spec, Network network, Images images, DataSet data) {
        int batch = Math.min(64, images.count());
        try (Batches batches =
                Batches.of(images, data.normalization()).batchSize(batch).seed(spec.seed())) {
            return spec.pruning().plan(network, Samples.of(batches, 1), spec.seed());
        }
    }

    @Test
    void aFinishedRunIsNotRepeated() {
        RunSpec spec = Tiny.dense().spec();
        RunRecord first = Trial.of(spec, store()).run();
        RunRecord second = Trial.of(spec, store()).again(true).run();
        assertThat(second).isEqualTo(first);
    }

    @Test
    void aFailedRunKeepsItsErrorUntilItIsAskedForAgain() {
        RunSpec spec = Tiny.dense().with("learning-rate", "1e30").spec();
        RunRecord failed = Trial.of(spec, store()).run();
        assertThat(failed.status()).isEqualTo(RunRecord.Status.FAILED);
        assertThat(failed.error()).startsWith("The loss is no longer a number").doesNotContain(folder.toString());
        assertThat(store().record(spec)).contains(failed);
        List<String> told = new ArrayList<>();
        TrialListener listener = new TrialListener() {
            @Override
            public void started(RunSpec trial) {
                told.add(trial.id());
            }
        };
        assertThat(Trial.of(spec, store()).listener(listener).run()).isEqualTo(failed);
        assertThat(told).isEmpty();
        RunRecord again = Trial.of(spec, store()).listener(listener).again(true).run();
        assertThat(told).containsExactly(spec.id());
        assertThat(again.error()).isEqualTo(failed.error());
    }

    @Test
    void aBaseThatFailsFailsWhatBuildsOnIt() {
        RunSpec spec = Tiny.pruned().with("learning-rate", "1e30").spec();
        RunRecord failed = Trial.of(spec, store()).run();
        assertThat(failed.error()).contains(spec.base().id()).contains("The loss is no longer a number");
    }

    @Test
    void imagesThatAreNotThoseOfTheSpecAreRefused() {
        RunSpec spec = Tiny.dense().spec();
        RunSpec other = RunSpec.fromJson(spec.toJson().replace(spec.data().checksum(), "0".repeat(64)));
        assertThat(Trial.of(other, store()).run().error()).contains("others than the run was specified with");
    }

    @Test
    void aRepetitionForANetworkThatFailsLeavesTheFinishedRecord() throws IOException {
        RunSpec base = Tiny.dense().spec();
        RunRecord record = Trial.of(base, store()).run();
        RunSpec otherImages = RunSpec.fromJson(base.toJson().replace(base.data().checksum(), "0".repeat(64)));
        RunStore elsewhere = new RunStore(folder.resolve("without its images"));
        RunRecord published = new RunRecord(
                otherImages.id(),
                otherImages,
                record.status(),
                null,
                null,
                record.trained(),
                record.sparsity(),
                record.weights(),
                null,
                Map.of(),
                null,
                record.spending(),
                record.surroundings(),
                null);
        elsewhere.write(published);
        RunRecord again = Trial.of(otherImages, elsewhere).needNetwork().run();
        assertThat(again.error()).contains("others than the run was specified with");
        assertThat(elsewhere.record(otherImages)).contains(published);
    }

    @Test
    void aRunIsTrainedWithItsPenaltyAndRetrainedWithoutItByTheRecipeOfTheRetraining() {
        RunSpec spec = Tiny.pruned()
                .with("curvature", "2e-6")
                .with("epochs", 1)
                .with("retrain-epochs", 1)
                .spec();
        RunRecord record = Trial.of(spec, store()).run();
        assertThat(record.isFinished()).as(record.error()).isTrue();
        // 132 images in batches of 12
        EpochMetrics trained = record.trained().history().get(0);
        assertThat(trained.step()).isEqualTo(11);
        assertThat(trained.learningRate()).isEqualTo(spec.recipe().rate(10, 11));
        assertThat(trained.terms()).containsOnlyKeys("gradient", "curvature");
        assertThat(trained.penalty())
                .isPositive()
                .isCloseTo(
                        1e-6 * trained.terms().get("gradient")
                                + 2e-6 * trained.terms().get("curvature"),
                        withPercentage(0.01));
        EpochMetrics retrained = record.retrained().history().get(0);
        assertThat(record.retrained().history()).hasSize(1);
        assertThat(retrained.terms()).isEmpty();
        assertThat(retrained.penalty()).isZero();
        assertThat(retrained.learningRate())
                .isEqualTo(spec.retraining().rate(10, 11))
                .isLessThan(trained.learningRate());
    }
}
