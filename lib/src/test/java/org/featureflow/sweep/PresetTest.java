package org.featureflow.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.featureflow.data.Normalization;
import org.featureflow.io.NetworkFile;
import org.featureflow.io.NetworkNotes;
import org.featureflow.nn.Architectures;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.Network;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every preset with every profile, network and data set. The data sets need not be here: generated images stand for them. */
class PresetTest {
    private static final Map<String, Integer> CLASSES = Map.of("cifar10", 10, "cifar100", 100, "tiny-imagenet", 200);
    private static final Map<String, Integer> SIDES = Map.of("cifar10", 32, "cifar100", 32, "tiny-imagenet", 64);

    @TempDir
    private Path folder;

    static List<Path> presets() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("..", "notebooks", "sweeps"))) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("presets")
    void everyProfileNetworkAndDataSetExpands(Path preset) {
        SweepFile file = SweepFile.read(preset);
        assertThat(file.profiles()).contains("quick", "full");
        assertThat(file.tried()).hasSizeGreaterThanOrEqualTo(12);
        int all = 0;
        for (String profile : file.profiles()) {
            if (profile.equals("trained")) {
                all += ofATrainedNetwork(file).size();
                continue;
            }
            for (List<Setting> tried : file.tried()) {
                String data = value(tried, "data");
                int side = SIDES.get(data);
                // The real network is made for the real images; the run is made with as many classes as generated
                // images have.
                assertThat(Architectures.named(
                                        value(tried, "model"), new FeatureShape(3, side, side), CLASSES.get(data))
                                .classes())
                        .isEqualTo(CLASSES.get(data));
                List<Setting> standIn = new ArrayList<>(tried);
                standIn.add(Setting.of("data", "synthetic:40:20:" + side));
                standIn.add(Setting.of("train-limit", 0));
                standIn.add(Setting.of("test-limit", 0));
                List<SweepTrial> trials = file.sweep(profile, standIn).trials();
                assertThat(trials).as(preset + " " + profile + " " + tried).hasSizeGreaterThan(3);
                assertThat(trials).allSatisfy(t -> {
                    assertThat(t.spec().profile()).isEqualTo(profile);
                    assertThat(t.variant()).isNotEmpty();
                });
                all += trials.size();
            }
        }
        assertThat(all).isGreaterThan(100);
    }

    /** The profile is for a network file, which only its user has. */
    private List<SweepTrial> ofATrainedNetwork(SweepFile file) {
        Path trained = folder.resolve("net.safetensors");
        try (Network network =
                Network.create(Architectures.named("resnet20@0.25", new FeatureShape(3, 16, 16), 10), 1)) {
            NetworkFile.save(network, trained, NetworkNotes.of(Normalization.IMAGENET, "elsewhere"));
        }
        List<SweepTrial> trials = file.sweep(
                        "trained", List.of(Setting.of("model", trained), Setting.of("data", "synthetic:40:20:16")))
                .trials();
        assertThat(trials).hasSizeGreaterThan(3).allSatisfy(t -> {
            assertThat(t.spec().weights().file()).isEqualTo(trained.toString());
            assertThat(t.spec().recipe().epochs()).isZero();
        });
        return trials;
    }

    private static String value(List<Setting> settings, String key) {
        return settings.stream()
                .filter(s -> s.key().equals(key))
                .map(Setting::value)
                .findFirst()
                .orElseThrow();
    }
}
