package org.featureflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.featureflow.cost.Cost;
import org.featureflow.data.Normalization;
import org.featureflow.io.NetworkFile;
import org.featureflow.io.NetworkNotes;
import org.featureflow.io.StoredNetwork;
import org.featureflow.nn.Architectures;
import org.featureflow.nn.Network;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PruneCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private Path net;

    @BeforeEach
    void save() {
        net = folder.resolve("net.safetensors");
        try (Network network = Network.create(Architectures.named("vgg11@0.125"), 4)) {
            NetworkFile.save(network, net, NetworkNotes.of(Normalization.CIFAR10, "cifar10"));
        }
    }

    private int run(String... arguments) {
        return Main.run(new PrintWriter(out), new PrintWriter(err), arguments);
    }

    private JsonObject json() {
        return JsonParser.parseString(out.toString()).getAsJsonObject();
    }

    @Test
    void writesASmallerNetworkThatCostReads() {
        Path smaller = folder.resolve("half.safetensors");
        assertThat(run("prune", net.toString(), "--target", "macs=0.5", "-o", smaller.toString(), "--json"))
                .isZero();
        long macs = json().get("macs").getAsLong();
        assertThat(macs).isLessThanOrEqualTo(json().get("macs_before").getAsLong() / 2);
        assertThat(Cost.of(NetworkFile.spec(smaller)).macs()).isEqualTo(macs);
        out.getBuffer().setLength(0);
        assertThat(run("cost", smaller.toString(), "--json")).isZero();
        assertThat(json().get("macs").getAsLong()).isEqualTo(macs);
    }

    @Test
    void aPlanIsWrittenEditedAndAppliedAgain() throws IOException {
        Path plan = folder.resolve("plan.json");
        Path smaller = folder.resolve("again.safetensors");
        assertThat(run(
                        "prune",
                        net.toString(),
                        "--scope",
                        "local",
                        "--target",
                        "channels=0.5",
                        "--plan",
                        plan.toString()))
                .isZero();
        assertThat(out.toString()).contains("8 → 4", "MACs kept", "plan.json");
        String text = Files.readString(plan);
        Files.writeString(plan, text.replaceFirst("\"kept\":\\[[^]]*]", "\"kept\":[0,1,2]"));
        assertThat(run("prune", net.toString(), "--apply", plan.toString(), "-o", smaller.toString()))
                .isZero();
        assertThat(NetworkFile.spec(smaller).shapes().get("features.0").channels())
                .isEqualTo(3);
    }

    @Test
    void scoresAreWrittenGroupByGroup() throws IOException {
        Path scores = folder.resolve("scores.json");
        assertThat(run("prune", net.toString(), "--normalization", "max", "--scores", scores.toString()))
                .isZero();
        JsonObject json = JsonParser.parseString(Files.readString(scores)).getAsJsonObject();
        assertThat(json.size()).isEqualTo(8);
        assertThat(json.getAsJsonArray("features.0")).hasSize(8).anyMatch(s -> s.getAsDouble() == 1);
    }

    private void pruneByTaylor(int images) {
        String options = "--importance taylor --data synthetic:200:100:32 --images " + images;
        assertThat(run(("prune " + net + " " + options).split(" "))).isZero();
    }

    @Test
    void importancesThatLookAtImagesReportProgress() {
        pruneByTaylor(128);
        assertThat(err.toString()).contains("batch 2 of 2");
        assertThat(out.toString()).contains("taylor");
    }

    @Test
    void moreImagesThanThereAreMeansAll() {
        pruneByTaylor(Integer.MAX_VALUE);
        assertThat(err.toString()).as("180 images, 64 a batch").contains("batch 3 of 3");
    }

    @Test
    void imagesNeedANormalisationThatIsKnown() {
        try (Network network = Network.create(Architectures.named("vgg11@0.0625"), 4)) {
            NetworkFile.save(network, net, NetworkNotes.NONE);
        }
        String[] apoz = {
            "prune", net.toString(), "--importance", "apoz", "--data", "synthetic:200:100:32", "--images", "8"
        };
        assertThat(run(apoz)).isEqualTo(1);
        assertThat(err.toString()).contains("--mean");
        String[] given = java.util.stream.Stream.concat(
                        java.util.Arrays.stream(apoz),
                        java.util.stream.Stream.of(
                                "--mean", "0.5,0.5,0.5", "--std", "0.2,0.2,0.2", "-o", net.toString()))
                .toArray(String[]::new);
        assertThat(run(given)).isZero();
        StoredNetwork smaller = NetworkFile.load(net);
        smaller.network().close();
        assertThat(smaller.notes().normalization())
                .contains(new Normalization(List.of(0.5, 0.5, 0.5), List.of(0.2, 0.2, 0.2)));
    }

    @Test
    void aRecalibratedNetworkKeepsTheNormalisationThatItWasMeasuredThrough() {
        try (Network network = Network.create(Architectures.named("vgg11@0.0625"), 4)) {
            NetworkFile.save(network, net, NetworkNotes.NONE);
        }
        String options = " --data synthetic:40:10:32 --images 8 --mean .5,.5,.5 --std .2,.2,.2 -o " + net;
        assertThat(run(("recalibrate " + net + options).split(" "))).isZero();
        StoredNetwork renewed = NetworkFile.load(net);
        renewed.network().close();
        assertThat(renewed.notes().normalization())
                .contains(new Normalization(List.of(0.5, 0.5, 0.5), List.of(0.2, 0.2, 0.2)));
    }

    @Test
    void optionsReachThePlan() {
        assertThat(run(
                        "prune",
                        "resnet20@0.5",
                        "--coupled",
                        "--scope",
                        "uniform",
                        "--round-to",
                        "4",
                        "--min-channels",
                        "2",
                        "--least-share",
                        "0.25",
                        "--protect",
                        "layer1.0.conv1",
                        "--importance",
                        "lamp",
                        "--seed",
                        "5",
                        "--normalization",
                        "max",
                        "--reduction",
                        "sum",
                        "--json"))
                .isZero();
        JsonObject origin = json().getAsJsonObject("origin");
        assertThat(origin.toString())
                .contains(
                        "ALL",
                        "uniform",
                        "\"round_to\":\"4\"",
                        "\"least_share\":\"0.25\"",
                        "layer1.0.conv1",
                        "lamp",
                        "MAX",
                        "SUM");
    }

    @Test
    void sharesByGroup() {
        assertThat(run("prune", net.toString(), "--ratio", "features.4=0.25", "--json"))
                .isZero();
        assertThat(out.toString()).contains("\"channelsAfter\": 4");
    }

    @ParameterizedTest
    @CsvSource({
        "--target, channels=0, more than 0",
        "--target, speed=2, channels=",
        "--target, macs=0.0001, cannot be reached",
        "--importance, magic, l1",
        "--scope, galactic, uniform",
        "--protect, features.99, features.99",
        "--min-channels, 0, 1 or more",
        "--least-share, 2, from 0 to 1",
        "--importance, taylor, --data",
        "--ratio, nothing=0.5, nothing",
        "--data, synthetic, looks at no images",
        "--apply, missing.json, missing.json"
    })
    void whatCannotBeIsOneSentenceAndExitCode1(String option, String value, String part) {
        assertThat(run("prune", net.toString(), option, value)).isEqualTo(1);
        assertThat(err.toString()).hasLineCount(1).contains(part).doesNotContain("Exception");
    }

    /** There are no such images, so none were looked for. */
    @ParameterizedTest
    @CsvSource({"--target, macs=0.0001, cannot be reached", "--ratio, nothing=0.5, nothing"})
    void whatNoImagesCouldMakeRightIsToldBeforeTheyAreLookedFor(String option, String value, String part) {
        assertThat(run("prune", net.toString(), "--importance", "apoz", "--data", "nowhere", option, value))
                .isEqualTo(1);
        assertThat(err.toString()).hasLineCount(1).contains(part).doesNotContain("nowhere");
    }

    @Test
    void aPlanIsAppliedAsItIsOrNotAtAll() {
        String plan = folder.resolve("plan.json").toString();
        assertThat(run("prune", net.toString(), "--plan", plan)).isZero();
        assertThat(run("prune", net.toString(), "--apply", plan, "--round-to", "8", "--protect", "features.0"))
                .isEqualTo(1);
        assertThat(err.toString()).hasLineCount(1).contains("leave out --protect, --round-to, or --apply");
    }

    @ParameterizedTest
    @ValueSource(strings = {"net.onnx", "model_best.pth.tar", "last.ckpt", "pytorch_model.bin", "net.pkl"})
    void filesOfOtherProgramsAreToBeImported(String name) throws IOException {
        Path foreign = Files.writeString(folder.resolve(name), "a model");
        assertThat(run("prune", foreign.toString())).isEqualTo(1);
        assertThat(err.toString()).hasLineCount(1).contains("./ffr import " + foreign);
    }

    @Test
    void aNetworkFileMayBeCalledLikeThem() {
        String own = folder.resolve("cut.ckpt").toString();
        assertThat(run("prune", net.toString(), "-o", own)).isZero();
        assertThat(run("prune", own)).as(err.toString()).isZero();
    }

    @Test
    void imagesOfAnotherShapeAreRefused() {
        assertThat(run("prune", "vgg11@0.0625:64x64:20", "--importance", "apoz", "--data", "synthetic:200:100:32"))
                .isEqualTo(1);
        assertThat(err.toString()).hasLineCount(1).contains("20").contains("64×64");
    }

    @Test
    void aMissingFileIsNoArchitecture() {
        assertThat(run("prune", folder.resolve("none.safetensors").toString())).isEqualTo(1);
        assertThat(err.toString()).hasLineCount(1).contains("none.safetensors").doesNotContain("resnet");
    }

    @Test
    void innerAndCoupledExcludeEachOther() {
        assertThat(run("prune", "resnet20", "--inner", "--coupled")).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "--target macs=0.5, global, macs=0.5",
        "--scope local, local, macs=0.5",
        "--target macs=0.5 --steps 2, global, macs=0.5",
        "--target channels=0.8 --scope uniform, uniform, channels=0.8"
    })
    void shares_of_some_groups_stand_beside_a_target_for_the_others(String options, String scope, String target) {
        String line = "prune " + net + " --json --ratio features.4=0.25 --ratio features.0=1 " + options;
        assertThat(run(line.split(" "))).as(err.toString()).isZero();
        JsonObject origin = json().getAsJsonObject("origin");
        assertThat(origin.get("scope").getAsString()).isEqualTo(scope);
        assertThat(origin.get("target").getAsString()).isEqualTo(target);
        assertThat(origin.get("ratios").getAsString()).isEqualTo("{features.0=1.0, features.4=0.25}");
        assertThat(json().getAsJsonArray("layers")
                        .get(1)
                        .getAsJsonObject()
                        .get("channelsAfter")
                        .getAsInt())
                .isEqualTo(4);
        assertThat(json().get("macs_kept").getAsDouble()).isLessThan(0.9);
    }

    @Test
    void every_cut_of_a_network_is_in_its_notes() {
        String once = folder.resolve("once.safetensors").toString();
        Path twice = folder.resolve("twice.safetensors");
        assertThat(run("prune", net.toString(), "--target", "macs=0.8", "-o", once))
                .isZero();
        assertThat(run("prune", once, "--importance", "l2", "--target", "macs=0.7", "-o", twice.toString()))
                .isZero();
        StoredNetwork stored = NetworkFile.load(twice);
        stored.network().close();
        assertThat(stored.notes().lines("pruned"))
                .satisfiesExactly(
                        first -> assertThat(first).contains("importance=l1", "macs=0.8"),
                        second -> assertThat(second).contains("importance=l2", "macs=0.7"));
    }

    @Test
    void groups_are_listed() {
        assertThat(run("prune", "resnet20@0.25", "--groups")).isZero();
        assertThat(out.toString()).contains("layer1.0.conv1", "read by", "all").doesNotContain("yes");
        out.getBuffer().setLength(0);
        assertThat(run("prune", "resnet20@0.25", "--groups", "--coupled", "--protect", "layer1."))
                .isZero();
        assertThat(out.toString())
                .contains("yes", "more", "layer2.0.conv2", "layer3.0.conv1")
                .doesNotContain("layer1.0.conv1");
        out.getBuffer().setLength(0);
        assertThat(run("prune", net.toString(), "--groups", "--json")).isZero();
        JsonObject first =
                JsonParser.parseString(out.toString()).getAsJsonArray().get(0).getAsJsonObject();
        assertThat(first.toString())
                .isEqualTo(
                        "{\"group\":\"features.0\",\"channels\":8,\"coupled\":false,\"family\":1,\"made_by\":[\"features.0\"],\"read_by\":[\"features.4\"]}");
    }

    @Test
    void a_list_of_groups_is_nothing_else() {
        assertThat(run("prune", net.toString(), "--groups", "--target", "macs=0.5", "-o", "smaller.safetensors"))
                .isEqualTo(1);
        assertThat(err.toString())
                .hasLineCount(1)
                .contains("--groups only lists", "--target", "--output")
                .doesNotContain("Exception");
    }

    @Test
    void a_share_of_a_coupled_group_needs_coupled_channels() {
        assertThat(run("prune", "resnet20@0.25", "--ratio", "conv1=0.5")).isEqualTo(1);
        assertThat(err.toString()).hasLineCount(1).contains("“conv1”", "--coupled");
        assertThat(run("prune", "resnet20@0.25", "--coupled", "--ratio", "conv1=0.5"))
                .isZero();
    }

    @Test
    void a_cut_in_steps_is_one_plan_that_applies_at_once() {
        Path plan = folder.resolve("plan.json");
        Path steps = folder.resolve("steps.safetensors");
        Path once = folder.resolve("once.safetensors");
        String importance = "geometric_median";
        assertThat(run(
                        "prune",
                        net.toString(),
                        "--importance",
                        importance,
                        "--cut-steps",
                        "3",
                        "--cut-schedule",
                        "cubic",
                        "--plan",
                        plan.toString(),
                        "-o",
                        steps.toString(),
                        "--json"))
                .isZero();
        JsonObject origin = json().getAsJsonObject("origin");
        assertThat(origin.get("steps").getAsString()).isEqualTo("3");
        assertThat(origin.get("schedule").getAsString()).isEqualTo("CUBIC");
        long before = json().get("macs_before").getAsLong();
        assertThat(json().get("macs").getAsLong()).isLessThanOrEqualTo(before / 2);
        assertThat(run("prune", net.toString(), "--apply", plan.toString(), "-o", once.toString()))
                .isZero();
        assertThat(once).hasSameBinaryContentAs(steps);
    }

    @ParameterizedTest
    @CsvSource({
        "--steps 0, 1 or more",
        "--cut-schedule cubic, add --steps",
        "--steps 2 --scores scores.json, leave out --scores",
        "--steps 2 --target threshold=0.1, a threshold is one step",
        "--steps 2 --ratio features.0=0.5, shares of single groups are one step"
    })
    void stepsThatCannotBeAreRefused(String options, String says) {
        List<String> arguments = new ArrayList<>(List.of("prune", net.toString()));
        arguments.addAll(List.of(options.split(" ")));
        assertThat(run(arguments.toArray(String[]::new))).isEqualTo(1);
        assertThat(err.toString()).hasLineCount(1).contains(says);
    }
}
