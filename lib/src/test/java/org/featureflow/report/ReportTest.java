package org.featureflow.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import org.featureflow.FeatureFlowException;
import org.featureflow.compare.Ablation;
import org.featureflow.compare.Comparison;
import org.featureflow.compare.Findings;
import org.featureflow.compare.Measure;
import org.featureflow.compare.Runs;
import org.featureflow.compare.Studies;
import org.featureflow.experiment.RunRecord;
import org.featureflow.experiment.RunStore;
import org.featureflow.sweep.SweepRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

class ReportTest {
    private static final Map<String, String> SETTINGS = Map.of("model", "vgg11@0.25", "data", "cifar10");

    @TempDir
    private Path folder;

    private void write(String study, List<RunRecord> records) {
        RunStore store = new RunStore(folder.resolve(study));
        records.forEach(store::write);
    }

    private Map<String, byte[]> report(String name) throws IOException {
        Path out = folder.resolve(name);
        Map<String, byte[]> files = new TreeMap<>();
        for (Path file : Report.write(Studies.in(folder.resolve("records")), out)) {
            files.put(out.relativize(file).toString(), Files.readAllBytes(file));
        }
        return files;
    }

    @Test
    void theSameRecordsGiveTheSameBytes() throws Exception {
        write("records/vgg", Runs.comparison());
        write("records/vgg", Runs.plain().cutBy("l1", "global", 0.25).seeds(1, 2, 3));
        Map<String, byte[]> first = report("one");
        Map<String, byte[]> second = report("two");
        assertThat(first.keySet())
                .contains(
                        "index.html",
                        "report.md",
                        "vgg/comparison.tex",
                        "vgg/comparison.csv",
                        "vgg/comparison.html",
                        "vgg/comparison.md",
                        "vgg/runs.csv",
                        "vgg/accuracy-macs.png",
                        "vgg/accuracy-macs.svg",
                        "vgg/accuracy-parameters.png",
                        "vgg/channels-macs-0.5.png",
                        "vgg/weights.svg",
                        "vgg/grid-accuracy.png",
                        "vgg/ablation-small-weights.png",
                        "vgg/validation.png")
                .isEqualTo(second.keySet());
        first.forEach((name, bytes) -> assertThat(second.get(name)).as(name).isEqualTo(bytes));
        for (String svg :
                first.keySet().stream().filter(n -> n.endsWith(".svg")).toList()) {
            assertThat(DocumentBuilderFactory.newInstance()
                            .newDocumentBuilder()
                            .parse(new ByteArrayInputStream(first.get(svg)))
                            .getDocumentElement()
                            .getTagName())
                    .as(svg)
                    .isEqualTo("svg");
        }
        assertThat(new String(first.get("index.html"), java.nio.charset.StandardCharsets.UTF_8))
                .contains("Fairness (Wang et al. 2023): S4.2")
                .contains("src=\"vgg/accuracy-macs.png\"");
    }

    @Test
    void sectionsWhoseNamesGiveOneFolderDoNotReplaceEachOther() throws IOException {
        write("records/a-b", Runs.plain().seeds(1, 2));
        write("records/a/b", Runs.plain().seeds(1, 2, 3));
        assertThat(report("out").keySet()).contains("a-b/runs.csv", "a-b-2/runs.csv");
        assertThat(Files.readString(folder.resolve("out/index.html")))
                .contains("href=\"a-b/runs.csv\"", "href=\"a-b-2/runs.csv\"");
        assertThat(Files.readAllLines(folder.resolve("out/a-b/runs.csv"))).hasSize(3);
        assertThat(Files.readAllLines(folder.resolve("out/a-b-2/runs.csv"))).hasSize(4);
    }

    @Test
    void foldersAreStudiesAndFamiliesOfNetworksAreKeptApart() {
        write("records/one", Runs.plain().seeds(1));
        write("records/deep/two", Runs.plain().seeds(1, 2));
        write("records/deep/two", Runs.plain().network("resnet20").seeds(1));
        write("records/tuning", Runs.plain().flow(1e-5, 0).uncut().seeds(1));
        Studies studies = Studies.in(folder.resolve("records"));
        assertThat(studies.all())
                .extracting(s -> s.name() + ": " + s.records().size())
                .containsExactly(
                        "deep/two, resnet20 cifar10 quick: 1",
                        "deep/two, vgg11 cifar10 quick: 2",
                        "one: 1",
                        "tuning: 1");
        assertThat(studies.comparisons()).hasSize(3);
        assertThat(studies.tunings()).hasSize(1);
        assertThat(Studies.in(folder.resolve("records/one")).all().get(0).name())
                .isEqualTo("one");
        assertThat(Studies.in(folder.resolve("nothing")).all()).isEmpty();
    }

    @Test
    void recordsOfSingleTrainingsArePassedOverAndBrokenOnesAreNamed() throws IOException {
        write("records", Runs.plain().seeds(1));
        Path training = Files.createDirectories(folder.resolve("records/training"));
        Files.writeString(training.resolve("record.json"), "{\"kind\": \"training\"}");
        assertThat(Studies.in(folder.resolve("records")).all()).hasSize(1);
        Path broken = Files.createDirectories(folder.resolve("records/broken"));
        Files.writeString(broken.resolve("record.json"), "{\"half\": ");
        assertThatThrownBy(() -> Studies.in(folder.resolve("records")))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("broken/record.json".replace("/", java.io.File.separator));
    }

    @Test
    void sweepsOfAStoreAreStudiesThatSayHowFarTheyAre() {
        List<RunRecord> runs = Runs.plain().seeds(1, 2, 3);
        write("records", runs.subList(0, 2));
        write("records", Runs.plain().uncut().seeds(1));
        RunStore store = new RunStore(folder.resolve("records"));
        List<SweepRecord.Entry> trials = runs.stream()
                .map(r -> new SweepRecord.Entry(r.id(), "", r.spec().seed(), SETTINGS))
                .toList();
        new SweepRecord("plain", "About it.", "", "quick", "0123456789", trials).write(store);
        Studies studies = Studies.in(folder.resolve("records"));
        assertThat(studies.all()).hasSize(1);
        assertThat(studies.all().get(0).name()).isEqualTo("plain, quick");
        assertThat(studies.comparisons().get(0).preamble())
                .startsWith("About it.", "2 of its 3 runs have ended.")
                .anyMatch(line -> line.startsWith("Fairness"));
    }

    @Test
    void whatIsMissingIsCountedForEveryNetwork() {
        List<RunRecord> runs = Runs.plain().seeds(1, 2);
        List<RunRecord> others = Runs.plain().network("resnet20@0.25").seeds(1, 2, 3);
        write("records", runs);
        write("records", others.subList(0, 1));
        RunStore store = new RunStore(folder.resolve("records"));
        new SweepRecord("plain", "", "", "quick", "0123456789", entries(runs, "vgg11@0.25")).write(store);
        new SweepRecord("plain", "", "", "quick", "9876543210", entries(others, "resnet20@0.25")).write(store);
        assertThat(Studies.in(folder.resolve("records")).all())
                .extracting(study -> study.name() + study.notes())
                .containsExactly(
                        "plain, quick, resnet20 cifar10 quick[1 of its 3 runs have ended.]",
                        "plain, quick, vgg11 cifar10 quick[]");
    }

    private static List<SweepRecord.Entry> entries(List<RunRecord> runs, String model) {
        return runs.stream()
                .map(r -> new SweepRecord.Entry(r.id(), "", r.spec().seed(), Map.of("model", model, "data", "cifar10")))
                .toList();
    }

    @Test
    void storesOfOneSweepFromTwoMachinesAreReadAsOne() {
        List<RunRecord> runs = Runs.plain().seeds(1, 2, 3);
        List<SweepRecord.Entry> trials = runs.stream()
                .map(r -> new SweepRecord.Entry(r.id(), "", r.spec().seed(), SETTINGS))
                .toList();
        write("a", runs.subList(0, 2));
        write("b", runs.subList(1, 3));
        for (String machine : List.of("a", "b")) {
            new SweepRecord("plain", "About it.", "", "quick", "0123456789", trials)
                    .write(new RunStore(folder.resolve(machine)));
        }
        Studies both = Studies.in(folder.resolve("a"), folder.resolve("b"));
        assertThat(both.all()).hasSize(1);
        assertThat(both.all().get(0).records()).containsExactlyInAnyOrderElementsOf(runs);
        assertThat(both.all().get(0).notes()).containsExactly("About it.");
    }

    @Test
    void rowsFromScratchSayHowSmallTheyAreAndEveryDifferenceWhatItIsTo() {
        List<RunRecord> all = Runs.comparison();
        all.addAll(Runs.plain()
                .network("vgg11@0.125")
                .uncut()
                .keeping(0.5)
                .epochs(8, 0)
                .accuracy(0.7)
                .seeds(1, 2, 3));
        all.addAll(Runs.plain().uncut().epochs(8, 0).seeds(1, 2, 3));
        Table table = ComparisonTables.summary(Comparison.of("c", all));
        int scratch = table.stringColumn("method").asList().indexOf("vgg11@0.125, no penalty, 8 epochs, not cut");
        assertThat(table.getString(scratch, "MACs kept, %")).startsWith("50.00");
        assertThat(table.getString(scratch, "against")).isEqualTo("no penalty");
        int plain = table.stringColumn("method").asList().indexOf("no penalty");
        assertThat(table.getString(plain, "against")).isEqualTo("–");
        assertThat(table.getString(plain, "verdict")).isEqualTo("reference");
        int dense = table.stringColumn("method").asList().indexOf("no penalty, 8 epochs, not cut");
        assertThat(table.getString(dense, "verdict")).isEqualTo("–");
    }

    @Test
    void theSameFindingOfTwoStudiesIsSaidOnceInShort() {
        write("records/one", Runs.comparison());
        write("records/two", Runs.comparison());
        String text = ReadmeResults.into("<!-- results -->\n<!-- /results -->", Studies.in(folder.resolve("records")));
        assertThat(text).contains("### one", "### two");
        assertThat(text.split("FFR is ahead of “L1 1e-5”", -1)).hasSize(2);
    }

    @Test
    void aRowSaysWithHowManySeedsOfBothItsDifferenceIsMade() {
        List<RunRecord> records = new ArrayList<>(Runs.plain().seeds(1, 2));
        records.addAll(Runs.plain().penalty("l1", 1e-5).seeds(1, 2, 3));
        Comparison three = Comparison.of("c", records);
        assertThat(ComparisonTables.summary(three).stringColumn("seeds of both").asList())
                .containsExactly("–", "2");
        assertThat(AtAGlance.of(List.of(three))).contains("] of seeds 1, 2 |");
        List<RunRecord> apart = new ArrayList<>(Runs.plain().seeds(1, 2));
        apart.addAll(Runs.plain().penalty("l1", 1e-5).seeds(3, 4));
        assertThat(AtAGlance.of(List.of(Comparison.of("c", apart))))
                .contains("| L1 | 8")
                .doesNotContain("–");
        assertThat(ComparisonTables.summary(Comparison.of("c", Runs.comparison()))
                        .columnNames())
                .doesNotContain("seeds of both");
    }

    @Test
    void nothingToReportIsTold() {
        assertThatThrownBy(() -> Report.write(Studies.in(folder), folder.resolve("out")))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("none of these folders has a finished run");
    }

    @Test
    void everyRunHasItsRowWithNothingRounded() {
        Table runs = ComparisonTables.runs(Comparison.of("c", Runs.comparison()));
        assertThat(runs.rowCount()).isEqualTo(18);
        assertThat(runs.doubleColumn(Measure.ACCURACY.title()).get(0)).isEqualTo(79);
        assertThat(runs.stringColumn("run").countUnique()).isEqualTo(18);
        Table statistics = ComparisonTables.statistics(Comparison.of("c", Runs.comparison()));
        assertThat(statistics.columnNames()).contains("accuracy, % mean", "accuracy, % deviation", "t interval low");
    }

    @Test
    void ablationTablesHaveARowForEveryPairOfCoefficients() {
        Ablation ablation = Ablation.of(Comparison.of("c", Runs.comparison())).get(0);
        Table summary = AblationTables.summary(ablation);
        assertThat(summary.stringColumn("k1").asList()).containsExactly("0", "0", "1e-5", "1e-5");
        assertThat(summary.stringColumn("terms").asList())
                .containsExactly("neither", "curvature only", "gradient only", "both");
        Table effects = AblationTables.effects(ablation);
        assertThat(effects.columnNames())
                .containsSubsequence(
                        "accuracy before the cut, points", "accuracy after the cut, points", "accuracy, points");
        assertThat(effects.stringColumn("accuracy, points").get(2)).isEqualTo("+1.00 [+0.96, +1.04], more");
    }

    @Test
    void effectsWithoutRetrainingAreThoseBeforeAndAfterTheCut() {
        List<RunRecord> records = new ArrayList<>(Runs.plain().notRetrained().seeds(1, 2, 3));
        records.addAll(Runs.plain()
                .notRetrained()
                .flow(1e-5, 0)
                .dense(0.83)
                .accuracy(0.85)
                .seeds(1, 2, 3));
        Table effects =
                AblationTables.effects(Ablation.of(Comparison.of("c", records)).get(0));
        assertThat(effects.columnNames()).doesNotContain("accuracy, points");
        assertThat(effects.stringColumn("accuracy before the cut, points").get(1))
                .startsWith("+1.00 [");
        assertThat(effects.stringColumn("accuracy after the cut, points").get(1))
                .startsWith("+5.00 [");
    }

    @Test
    void readmesAreRenewedBetweenTheirMarks() {
        String readme = "# A\n\n<!-- results -->\nold\n<!-- /results -->\n\nrest\n";
        String none = ReadmeResults.into(readme, Studies.in(folder));
        assertThat(none).isEqualTo("# A\n\n<!-- results -->\nNo records are there yet.\n<!-- /results -->\n\nrest\n");
        write("records/vgg", Runs.comparison());
        String some = ReadmeResults.into(none, Studies.in(folder.resolve("records")));
        assertThat(some)
                .contains("### vgg")
                .contains("\n| FFR, gradient only | 81.00 ± 1.00; ↑ +1.00 [")
                .contains(
                        "| vgg | FFR is ahead of “L1 1e-5” | macs=0.5 | shown | FFR k1=1e-5 | 3 | +0.50 [+0.35, +0.65] at 98.3 % |")
                .contains("fairness S")
                .endsWith("\n\nrest\n");
        String full = ReadmeResults.into(
                "<!-- results in full -->\n<!-- /results in full -->", Studies.in(folder.resolve("records")));
        assertThat(full).contains("| FFR k1=1e-5 | macs=0.5 | 3 |").contains("- Fairness");
        Findings.of(Studies.in(folder.resolve("records")).comparisons().get(0))
                .forEach(f -> assertThat(full)
                        .as("every claim with its evidence")
                        .contains("**: " + f.claim())
                        .contains(". " + f.evidence() + "\n"));
        assertThat(ReadmeResults.into(some, Studies.in(folder.resolve("records"))))
                .isEqualTo(some);
        write("records/alone", Runs.plain().seeds(1));
        // One row is ahead of the others, which is no comparison yet.
        write("records/alone", Runs.plain().flow(1e-5, 0).seeds(1, 2));
        assertThat(ReadmeResults.into(some, Studies.in(folder.resolve("records"))))
                .doesNotContain("### alone")
                .contains("held against, and only in the notebooks and the report: alone.\n");
        assertThatThrownBy(() -> ReadmeResults.into("<!-- results -->\n", Studies.in(folder)))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("<!-- /results -->");
        assertThatThrownBy(() -> ReadmeResults.into("no marks", Studies.in(folder)))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("<!-- results -->");
    }

    @Test
    void theReadmesResultsAreThoseOfTheCommittedRecords() throws IOException {
        Studies studies = Studies.in(Path.of("..", "notebooks", "records"));
        for (String name : List.of("README.md", "docs/results.md")) {
            String document = Files.readString(Path.of("..", name));
            assertThat(ReadmeResults.into(document, studies))
                    .as("renew it by: ./ffr report notebooks/records --readme README.md --readme docs/results.md")
                    .isEqualTo(document);
        }
    }
}
