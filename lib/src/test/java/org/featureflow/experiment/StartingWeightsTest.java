package org.featureflow.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.featureflow.FeatureFlowException;
import org.featureflow.data.DataSet;
import org.featureflow.data.Normalization;
import org.featureflow.io.NetworkFile;
import org.featureflow.io.NetworkNotes;
import org.featureflow.nn.Network;
import org.featureflow.prune.Plan;
import org.featureflow.prune.Pruning;
import org.featureflow.prune.Scope;
import org.featureflow.prune.Target;
import org.featureflow.train.Evaluation;
import org.featureflow.train.TrainingStoppedException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that begin with a trained network. Any weights stand for trained ones. */
class StartingWeightsTest {
    private static final Normalization ITS_OWN = new Normalization(List.of(0.1, 0.2, 0.3), List.of(0.5, 0.5, 0.5));

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void aNetwork() {
        file = folder.resolve("net.safetensors");
        save(7);
    }

    private void save(long seed) {
        try (Network network = Network.create(Tiny.dense().spec().network(), seed)) {
            NetworkFile.save(network, file, NetworkNotes.of(ITS_OWN, "elsewhere"));
        }
    }

    private RunSettings asItIs() {
        return Tiny.dense()
                .with("gradient", 0)
                .with("model", file)
                .with("weights", "file")
                .with("epochs", 0);
    }

    private RunRecord run(RunSettings settings) {
        RunRecord record =
                Trial.of(settings.spec(), new RunStore(folder.resolve("runs"))).run();
        assertThat(record.isFinished()).as(record.error()).isTrue();
        return record;
    }

    private Evaluation onTestImages() {
        DataSet data = asItIs().spec().data().open();
        try (Network network = NetworkFile.load(file).network()) {
            return Evaluation.of(network, data.test(), ITS_OWN);
        }
    }

    @Test
    void aFileThatDoesNotSayHowItsInputsAreNormalisedIsRefused() {
        try (Network network = Network.create(Tiny.dense().spec().network(), 7)) {
            NetworkFile.save(network, file, NetworkNotes.NONE);
        }
        assertThatThrownBy(() -> asItIs().spec())
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContainingAll("net.safetensors", "normalised", "--mean and --std");
    }

    @Test
    void withoutEpochsTheNetworkIsEvaluatedAsItIsThroughItsOwnNormalization() {
        RunRecord record = run(asItIs());
        assertThat(record.trained().test()).isEqualTo(onTestImages());
        assertThat(record.trained().history()).isEmpty();
        assertThat(record.spending().macs()).isZero();
        assertThat(record.spec().label()).isEqualTo("resnet20-0.25-trained-synthetic-192-50-16-e0-none-s1");
        assertThat(RunRecord.fromJson(record.toJson())).isEqualTo(record);
    }

    @Test
    void itIsCutAndRetrained() {
        List<String> told = new ArrayList<>();
        RunSpec spec =
                asItIs().with("importance", "l1").with("retrain-epochs", 1).spec();
        RunRecord record = Trial.of(spec, new RunStore(folder.resolve("runs")))
                .listener(new TrialListener() {
                    @Override
                    public void progress(RunSpec trial, double fraction, String text) {
                        told.add(String.format("%.2f %s", fraction, text));
                    }
                })
                .run();
        assertThat(record.isFinished()).as(record.error()).isTrue();
        assertThat(record.trained().test()).isEqualTo(onTestImages());
        assertThat(record.cut().macs()).isLessThanOrEqualTo(record.trained().macs() / 2);
        assertThat(record.retrained().history()).hasSize(1);
        assertThat(told).isNotEmpty().last().asString().startsWith("1.00 retraining epoch 1 of 1");
        try (Network network = NetworkFile.load(file).network()) {
            Plan plan = Pruning.by("l1")
                    .scope(Scope.global())
                    .target(Target.macs(0.5))
                    .plan(network);
            plan.cuts()
                    .forEach(c -> assertThat(record.widths().get(c.group()).after())
                            .as(c.group())
                            .isEqualTo(c.kept().size()));
        }
    }

    @Test
    void trainedOnItComesOutOtherwiseThanFromRandomWeights() {
        RunRecord on = run(asItIs().with("epochs", 1).with("gradient", 1e-6));
        RunRecord fresh = run(Tiny.dense().with("epochs", 1));
        assertThat(on.trained().history()).hasSize(1);
        assertThat(on.trained().history().get(0).loss())
                .isNotEqualTo(fresh.trained().history().get(0).loss());
    }

    private RunSettings tuned() {
        return asItIs().with("epochs", 1).with("new-head", true).with("freeze", "layer1. conv1 bn1");
    }

    @Test
    void aNewHeadIsMadeForTheClassesOfTheDataAndFrozenNodesStayInTrainingAlone() {
        try (Network ten = Network.create(Tiny.dense().spec().network(), 7);
                Network three = ten.withHead(3, 1)) {
            NetworkFile.save(three, file, NetworkNotes.of(ITS_OWN, "elsewhere"));
        }
        assertRefused(asItIs().with("epochs", 1), "tells 3 classes apart");
        RunSpec dense = tuned().spec();
        RunSpec spec =
                tuned().with("importance", "l1").with("retrain-epochs", 1).spec();
        assertThat(spec.base()).isEqualTo(dense);
        assertThat(dense.label()).startsWith("resnet20-0.25-trained-newhead-frozen-synthetic");
        RunStore store = new RunStore(folder.resolve("runs"));
        RunRecord record = Trial.of(spec, store).run();
        assertThat(record.isFinished()).as(record.error()).isTrue();
        try (Network begun = NetworkFile.load(file).network();
                Network trained = NetworkFile.load(store.folder(dense).resolve("network.safetensors"))
                        .network();
                Network retrained = NetworkFile.load(store.folder(spec).resolve("network.safetensors"))
                        .network()) {
            assertThat(trained.spec().classes()).isEqualTo(10);
            for (String name :
                    List.of("conv1.weight", "bn1.running_var", "layer1.0.conv1.weight", "layer1.2.bn2.bias")) {
                assertThat(trained.array(name).toFloatArray())
                        .as(name)
                        .isEqualTo(begun.array(name).toFloatArray());
            }
            assertThat(trained.array("layer2.0.bn1.running_var").toFloatArray())
                    .isNotEqualTo(begun.array("layer2.0.bn1.running_var").toFloatArray());
            assertThat(retrained.array("bn1.running_var").toFloatArray())
                    .isNotEqualTo(trained.array("bn1.running_var").toFloatArray());
        }
    }

    @Test
    void theHeadStartsAsItsSeedSaysAndTapsMayBeOthers() {
        RunSpec spec =
                tuned().with("flow-taps", "PRE_ACTIVATION").with("seed", 3).spec();
        try (Network network = spec.openNetwork(Device.cpu());
                Network scratch = Network.create(spec.network(), 3)) {
            assertThat(network.spec()).isEqualTo(spec.network());
            assertThat(network.array("linear.weight")).isEqualTo(scratch.array("linear.weight"));
            assertThat(network.array("conv1.weight")).isNotEqualTo(scratch.array("conv1.weight"));
            assertThat(network.frozen()).contains("layer1.0.conv1.weight", "bn1.running_mean");
        }
    }

    @Test
    void fineTuningIsPartOfTheRunAndLeftOutOfOthers() {
        RunSpec plain = asItIs().with("epochs", 1).spec();
        assertThat(plain.toJson()).doesNotContain("tuning", "freeze");
        assertThat(asItIs().with("epochs", 1)
                        .with("new-head", false)
                        .with("freeze", "")
                        .spec())
                .isEqualTo(plain);
        RunSpec spec = tuned().spec();
        assertThat(spec.hash()).isNotEqualTo(plain.hash());
        assertThat(tuned().with("freeze", "bn1 conv1 layer1. bn1").spec()).isEqualTo(spec);
        assertThat(RunSpec.fromJson(spec.toJson())).isEqualTo(spec);
        assertThat(RunSpec.fromJson(plain.toJson())).isEqualTo(plain);
        assertThat(spec.anywhere().weights().tuning()).isEqualTo(spec.weights().tuning());
    }

    @Test
    void fineTuningThatDoesNotGoTogetherIsRefused() {
        assertRefused(asItIs().with("new-head", true), "but the run has 0 epochs");
        assertRefused(tuned().with("new-head", "yes"), "must be true or false");
        assertRefused(tuned().with("freeze", "layer9."), "no node “layer9.”");
        assertRefused(tuned().with("freeze", "linear"), "The new head “linear” has to be trained");
        assertRefused(tuned().with("weights", "random"), "“freeze” keeps trained weights");
        assertRefused(Tiny.dense().with("new-head", true), "is an architecture, in which all layers are new");
    }

    @Test
    void tapsMayBeOthersThanTheFiles() {
        RunRecord record = run(asItIs().with("flow-taps", "PRE_ACTIVATION"));
        assertThat(record.spec().network().taps())
                .isNotEqualTo(Tiny.dense().spec().network().taps());
        assertThat(record.trained().test()).isEqualTo(onTestImages());
    }

    @Test
    void anotherNetworkInTheFileIsAnotherRun() {
        RunSpec before = asItIs().spec();
        save(8);
        assertThat(asItIs().spec().hash()).isNotEqualTo(before.hash());
        assertThat(Trial.of(before, new RunStore(folder.resolve("runs"))).run().error())
                .contains("is another than the run was specified with");
    }

    @Test
    void whereverItLiesItIsTheSameRunForComparisons() throws IOException {
        Path moved = Files.copy(file, folder.resolve("moved.safetensors"));
        RunSpec there = asItIs().with("model", moved).spec();
        assertThat(there.anywhere()).isEqualTo(asItIs().spec().anywhere());
        assertThat(asItIs().with("model", folder + "/./net.safetensors").spec()).isEqualTo(asItIs().spec());
        save(8);
        assertThat(there.anywhere()).isNotEqualTo(asItIs().spec().anywhere());
    }

    @Test
    void whatDoesNotGoTogetherIsRefused() {
        assertRefused(asItIs().with("weights", "mine"), "must be random or file");
        assertRefused(asItIs().with("model", "resnet20@0.25"), "is an architecture; name a network file");
        assertRefused(asItIs().with("weights", "random"), "would leave random weights as they are");
        assertRefused(asItIs().with("gradient", 1e-6), "A penalty has no effect in 0 epochs");
        assertRefused(asItIs().with("model", folder.resolve("none.safetensors")), "There is no file");
    }

    private static void assertRefused(RunSettings settings, String message) {
        assertThatThrownBy(settings::spec)
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining(message);
    }

    /** Killed in its retraining, its dense network lost, and trained again elsewhere with other figures. */
    @Test
    void aCutThatWasBegunWithAnotherNetworkIsChosenAnew() {
        RunSpec spec = Tiny.pruned().spec();
        RunStore store = new RunStore(folder.resolve("runs"));
        assertThatThrownBy(() -> Trial.of(spec, store)
                        .listener(new TrialListener() {
                            @Override
                            public void progress(RunSpec trial, double fraction, String text) {
                                if (text.startsWith("retraining epoch 2")) {
                                    Thread.currentThread().interrupt();
                                }
                            }
                        })
                        .run())
                .isInstanceOf(TrainingStoppedException.class);
        try (Network other = Network.create(spec.network(), 99)) {
            NetworkFile.save(other, store.folder(spec.base()).resolve("network.safetensors"), NetworkNotes.NONE);
            RunRecord record = Trial.of(spec, store).run();
            assertThat(record.retrained().history()).hasSize(2);
            Plan anew = spec.pruning().plan(other, null, spec.seed());
            assertThat(Plan.load(store.folder(spec).resolve("plan.json")).cuts())
                    .isEqualTo(anew.cuts());
        }
        assertThat(store.folder(spec).resolve("cut-from.sha256")).doesNotExist();
    }
}
