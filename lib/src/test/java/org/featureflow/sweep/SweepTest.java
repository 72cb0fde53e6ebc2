package org.featureflow.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.featureflow.FeatureFlowException;
import org.featureflow.experiment.RunSpec;
import org.featureflow.experiment.RunStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepTest {
    private static final String BASE = "base:\n  model: resnet20@0.25\n  data: synthetic:40:10:16\n";

    @TempDir
    private Path folder;

    private static Sweep parse(String text) {
        return SweepFile.parse("tiny.yaml", text).sweep("quick", List.of());
    }

    private static List<String> variants(Sweep sweep) {
        return sweep.trials().stream()
                .map(t -> t.variant() + " s" + t.spec().seed())
                .toList();
    }

    @Test
    void aGridIsCombinedEachWithEachForOneSeedAfterTheOther() {
        Sweep sweep = parse(BASE + """
                axes:
                  - grid:
                      gradient: [0, 1e-6]
                      curvature: [0, 1e-6]
                seeds: [1, 2]
                """);
        assertThat(variants(sweep))
                .containsExactly(
                        "gradient=0, curvature=0 s1",
                        "gradient=0, curvature=1e-6 s1",
                        "gradient=1e-6, curvature=0 s1",
                        "gradient=1e-6, curvature=1e-6 s1",
                        "gradient=0, curvature=0 s2",
                        "gradient=0, curvature=1e-6 s2",
                        "gradient=1e-6, curvature=0 s2",
                        "gradient=1e-6, curvature=1e-6 s2");
        RunSpec last = sweep.trials().get(7).spec();
        assertThat(last.penalty().gradient().value()).isEqualTo(1e-6);
        assertThat(last.seed()).isEqualTo(2);
        assertThat(last.profile()).isEqualTo("quick");
    }

    @Test
    void whatMeansTheSameRunIsThereOnce() {
        Sweep sweep = parse(BASE
                + """
                axes:
                  - variants:
                      none: {}
                      zero: {gradient: 0.0, curvature: 0}
                      pruned: {importance: l1}
                  - grid: {target: [macs=0.5, macs=0.7]}
                """.replace("none: {}", "none: {importance: none}")
                        .replace("{gradient: 0.0", "{importance: none, gradient: 0.0"));
        assertThat(variants(sweep))
                .containsExactly(
                        "none, target=macs=0.5 s0", "pruned, target=macs=0.5 s0", "pruned, target=macs=0.7 s0");
    }

    @Test
    void pairedSettingsChangeTogetherAndValuesFillReferences() {
        Sweep sweep = parse(BASE + """
                values: {long: 8, short: 2}
                axes:
                  - paired:
                      target: [macs=0.5, macs=0.7]
                      long: [8, 6]
                  - variants:
                      cut: {importance: l1, epochs: "${short}"}
                      scratch: {importance: none, epochs: "${long}"}
                """);
        assertThat(sweep.trials()).extracting(t -> t.spec().recipe().epochs()).containsExactly(2, 8, 2, 6);
    }

    @Test
    void theOtherSpellingOfAPenaltyIsTheSameSetting() {
        Map<String, Object> base = new LinkedHashMap<>();
        base.put("model", "resnet20@0.25");
        base.put("data", "synthetic:40:10:16");
        base.put("regularizer.batch-norm-scale", 1e-4);
        SweepTrial none = Sweep.of("tiny", base)
                .variants(Map.of("none", Map.of("regularizer.batch_norm_scale", 0)))
                .trials()
                .get(0);
        assertThat(none.settings()).containsEntry("regularizer.batch-norm-scale", "0");
        assertThat(none.spec().penalty().isNone()).isTrue();
    }

    @Test
    void aNotebookBuildsTheSameSweepAsAFile() {
        Map<String, Object> base = new LinkedHashMap<>();
        base.put("model", "resnet20@0.25");
        base.put("data", "synthetic:40:10:16");
        Sweep built = Sweep.of("tiny", base)
                .grid("gradient", 0, 1e-6)
                .paired(Map.of("epochs", List.of(1, 2)))
                .variants(Map.of("pruned", Map.of("importance", "l1")))
                .seeds(3);
        Sweep read = parse(BASE + """
                axes:
                  - grid: {gradient: [0, 1e-6]}
                  - paired: {epochs: [1, 2]}
                  - variants: {pruned: {importance: l1}}
                seeds: [3]
                """);
        assertThat(built.trials()).extracting(SweepTrial::spec).hasSize(4);
        assertThat(built.trials().stream().map(t -> t.spec().id()))
                .containsExactlyElementsOf(
                        read.trials().stream().map(t -> t.spec().id()).toList());
    }

    @Test
    void aProfileOverridesBaseValuesAxesAndSeedsAndTheCommandLineOverridesIt() {
        SweepFile file = SweepFile.parse("tiny.yaml", BASE + """
                values: {k: 1e-7}
                axes:
                  - grid: {gradient: ["${k}"]}
                seeds: [1, 2, 3]
                profiles:
                  quick:
                    base: {epochs: 1}
                    seeds: [1]
                  full:
                    base: {epochs: 9, batch: 20}
                    values: {k: 1e-5}
                """);
        assertThat(file.profiles()).containsExactly("quick", "full");
        assertThat(file.sweep("quick", List.of()).trials()).hasSize(1);
        List<SweepTrial> full =
                file.sweep("full", List.of(Setting.of("epochs", 4))).trials();
        assertThat(full).hasSize(3).allSatisfy(t -> {
            assertThat(t.spec().recipe().epochs()).isEqualTo(4);
            assertThat(t.spec().recipe().batch()).isEqualTo(20);
            assertThat(t.spec().penalty().gradient().value()).isEqualTo(1e-5);
            assertThat(t.spec().profile()).isEqualTo("full");
        });
        assertThat(file.sweep("full", List.of(Setting.of("k", "1e-3")))
                        .trials()
                        .get(0)
                        .spec()
                        .penalty()
                        .gradient()
                        .value())
                .isEqualTo(1e-3);
        assertThatThrownBy(() -> file.sweep("huge", List.of()))
                .hasMessage("tiny.yaml has no profile “huge”; it has quick, full.");
    }

    @Test
    void anOverrideThatWouldChangeNothingIsRefused() {
        SweepFile file = SweepFile.parse("tiny.yaml", BASE + """
                axes:
                  - grid: {epochs: [1, 2]}
                  - variants:
                      plain: {}
                      smooth: {label-smoothing: 0.1}
                seeds: [1, 2]
                """);
        for (String key : List.of("epochs", "seed")) {
            assertThatThrownBy(() -> file.sweep("quick", List.of(new Setting(key, "3", "--set " + key))))
                    .isInstanceOf(FeatureFlowException.class)
                    .hasMessageContaining("--set " + key + ": every trial of the sweep “tiny” has this from ");
        }
        SweepFile unused = SweepFile.parse("tiny.yaml", BASE + """
                values: {k: 1e-5, s: 0.1}
                profiles:
                  used: {axes: [grid: {label-smoothing: [0, "${s}"]}]}
                  unused: {}
                """);
        List<Setting> override = List.of(new Setting("s", "0.2", "--set s"));
        assertThat(unused.sweep("used", override).trials())
                .extracting(t -> t.spec().recipe().labelSmoothing())
                .containsExactly(0.0, 0.2);
        assertThatThrownBy(() -> unused.sweep("unused", override))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageStartingWith("--set s: the sweep “tiny” knows this value, but no setting");
        Sweep half = file.sweep("quick", List.of(Setting.of("label-smoothing", 0.2)));
        assertThat(half.trials())
                .extracting(t -> t.spec().recipe().labelSmoothing())
                .contains(0.1, 0.2);
    }

    @Test
    void jsonIsAForm() {
        Sweep sweep = parse("""
                {"base": {"model": "resnet20@0.25", "data": "synthetic:40:10:16", "epochs": 2},
                 "axes": [{"grid": {"gradient": [0, 1e-6]}}], "seeds": [1]}
                """);
        assertThat(sweep.trials()).hasSize(2);
    }

    @Test
    void mistakesNameFileAndLine() {
        refuses("axes:\n  - grid: {gradiant: [0]}\n", "tiny.yaml, line 5: There is no setting “gradiant” of a run");
        refuses("axes:\n  - grid:\n      epochs: [1, many]\n", "tiny.yaml, line 6: The recipe's epochs is “many”");
        refuses("axes:\n  - grid:\n      epochs: 3\n", "tiny.yaml, line 6: “epochs” must be a list");
        refuses("axes:\n  - gird: {epochs: [1]}\n", "tiny.yaml, line 5: An axis has no member “gird”");
        refuses("axis: []\n", "tiny.yaml, line 4: A sweep file has no member “axis”");
        refuses("seeds: [1, two]\n", "tiny.yaml, line 4: A seed must be a whole number, not “two”");
        refuses("axes: [\n", "tiny.yaml, line");
        refuses("seeds: [1]\nseeds: [2]\n", "tiny.yaml, line 5: “seeds” is there twice");
        refuses(
                "axes:\n  - paired: {epochs: [1, 2], batch: [3]}\n",
                "tiny.yaml, line 5: Paired settings need equally many values, but “batch” has 1");
        refuses(
                "axes:\n  - grid: {epochs: [1]}\n  - grid: {epochs: [2]}\n",
                "Two axes of the sweep “tiny” set “epochs”");
        refuses(
                "axes:\n  - variants: {a: {epochs: \"${x}\"}}\n",
                "tiny.yaml, line 5: “${x}” refers to “x”, which is none of the values");
        StringBuilder doubling = new StringBuilder("values: {v0: \"1\"");
        for (int i = 1; i <= 40; i++) {
            doubling.append(String.format(", v%d: \"${v%d}${v%d}\"", i, i - 1, i - 1));
        }
        refuses(
                doubling + "}\naxes:\n  - variants: {a: {epochs: \"${v40}\"}}\n",
                "tiny.yaml, line 6: “${v40}” means a text of more than 10000 characters");
        StringBuilder combinations = new StringBuilder("axes:\n");
        for (String key : List.of("batch", "momentum", "weight-decay", "label-smoothing", "clip-norm", "cutout")) {
            combinations.append("  - grid: {").append(key).append(": [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]}\n");
        }
        refuses(combinations.toString(), "The axes of the sweep make 1000000 combinations, more than 100000");
        assertThatThrownBy(() -> SweepFile.read(folder.resolve("none.yaml")))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageStartingWith("Cannot read the sweep file ");
        assertThatThrownBy(() -> SweepFile.parse("tiny.yaml", "")).hasMessageStartingWith("tiny.yaml is empty");
    }

    private static void refuses(String more, String message) {
        assertThatThrownBy(() -> parse(BASE + more).trials())
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void aWrongValueInTheBaseIsFoundToo() {
        assertThatThrownBy(() ->
                        parse(BASE + "  scope: everywhere\n  importance: l1\n").trials())
                .hasMessageStartingWith("tiny.yaml, line 4: There is no scope “everywhere”");
    }

    @Property(tries = 30)
    void axesMultiply(@ForAll @Size(max = 3) List<@IntRange(min = 1, max = 3) Integer> sizes) {
        Sweep sweep = Sweep.of("tiny", Map.of("model", "resnet20@0.25", "data", "synthetic:40:10:16"));
        List<String> keys = List.of("epochs", "batch", "gradient");
        int expected = 1;
        for (int i = 0; i < sizes.size(); i++) {
            Object[] values = java.util.stream.IntStream.rangeClosed(1, sizes.get(i))
                    .boxed()
                    .toArray();
            sweep = sweep.grid(keys.get(i), values);
            expected *= sizes.get(i);
        }
        List<SweepTrial> trials = sweep.trials();
        assertThat(trials).hasSize(expected);
        assertThat(trials.stream().map(t -> t.spec().id())).doesNotHaveDuplicates();
    }

    @Test
    void theRecordOfASweepNamesItsRunsAndReadsBack() {
        Sweep sweep = parse(BASE + "about: Small.\naxes:\n  - grid: {gradient: [0, 1e-6]}\n");
        RunStore store = new RunStore(folder);
        SweepRecord record = SweepRecord.of(sweep, sweep.trials());
        Path file = record.write(store);
        assertThat(file.getFileName().toString()).matches("tiny-[0-9a-f]{8}\\.json");
        assertThat(SweepRecord.read(file)).isEqualTo(record);
        assertThat(record.trials())
                .extracting(SweepRecord.Entry::id)
                .containsExactlyElementsOf(
                        sweep.trials().stream().map(t -> t.spec().id()).toList());
        assertThat(store.ids()).isEmpty();
    }

    @Test
    void aDamagedRecordOfASweepIsNamed() throws IOException {
        Path file = folder.resolve("tiny-01234567.json");
        Files.writeString(file, """
                {"name": "tiny", "profile": "quick", "hash": "0123456789",
                 "trials": [{"id": "tiny-1", "variant": "", "seed": 1}]}
                """);
        assertThatThrownBy(() -> SweepRecord.read(file))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessage(file + " is no record of a sweep: A run in the record of a sweep needs an id, a variant"
                        + " and settings.");
        Files.writeString(file, "[]");
        assertThatThrownBy(() -> SweepRecord.read(file))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("is no record of a sweep: It is no JSON of one.");
    }

    @Test
    void wordsThatAreLeftBlankAreNotThere() {
        Sweep sweep = parse("name:\nabout:\ntuning:\n" + BASE + "seeds: [1]\n");
        assertThat(sweep.name()).isNotBlank();
        assertThat(sweep.about()).isEmpty();
        assertThat(sweep.tuning()).isEmpty();
    }
}
