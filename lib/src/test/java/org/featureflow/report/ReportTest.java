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
import org.featureflow.experiment.Ablation;
import org.featureflow.experiment.Comparison;
import org.featureflow.experiment.Finding;
import org.featureflow.experiment.Findings;
import org.featureflow.experiment.Measure;
import org.featureflow.experiment.RunRecord;
import org.featureflow.experiment.RunStore;
import org.featureflow.experiment.Runs;
import org.featureflow.experiment.Studies;
import org.featureflow.experiment.SweepRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

class ReportTest {
    @TempDir
    private Path folder;

    private static List<RunRecord> comparison() {
        List<RunRecord> all = new ArrayList<>();
        all.addAll(Runs.plain().seeds(1, 2, 3));
        all.addAll(Runs.plain().flow(1e-5, 0).sparse(0.3).accuracy(0.81).seeds(1, 2, 3));
        all.addAll(Runs.plain().flow(0, 1e-5).sparse(0.1).accuracy(0.79).seeds(1, 2, 3));
        all.addAll(Runs.plain().flow(1e-5, 1e-5).sparse(0.35).accuracy(0.80).seeds(1, 2, 3));
        all.addAll(Runs.plain().penalty("l1", 1e-5).sparse(0.4).accuracy(0.805).seeds(1, 2, 3));
        all.addAll(Runs.plain().cutBy("random", "global", 0.5).accuracy(0.7).seeds(1, 2, 3));
        return all;
    }

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
        write("records/vgg", comparison());
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
                .map(r -> new SweepRecord.Entry(r.id(), "", r.spec().seed(), Map.of()))
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
    void nothingToReportIsTold() {
        assertThatThrownBy(() -> Report.write(Studies.in(folder), folder.resolve("out")))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("none of these folders has a finished run");
    }

    @Test
    void everyRunHasItsRowWithNothingRounded() {
        Table runs = ComparisonTables.runs(Comparison.of("c", comparison()));
        assertThat(runs.rowCount()).isEqualTo(18);
        assertThat(runs.doubleColumn(Measure.ACCURACY.title()).get(0)).isEqualTo(79);
        assertThat(runs.stringColumn("run").countUnique()).isEqualTo(18);
        Table statistics = ComparisonTables.statistics(Comparison.of("c", comparison()));
        assertThat(statistics.columnNames()).contains("accuracy, % mean", "accuracy, % deviation", "t interval low");
    }

    @Test
    void findingsSayWhatIsShownAndWhatIsNot() {
        List<Finding> findings = Findings.of(Comparison.of("c", comparison()));
        assertThat(findings)
                .extracting(f -> f.toString().replace(". " + f.evidence(), ""))
                .containsExactly(
                        "FFR gives more unstructured sparsity at equal accuracy: shown",
                        "FFR gives more structured sparsity at equal accuracy: shown",
                        "FFR gives more faint filters at equal accuracy: shown",
                        "FFR gives more dead channels at equal accuracy: not shown",
                        "FFR gives more zero activations at equal accuracy: not shown",
                        "FFR is ahead of “no penalty” (macs=0.5): shown",
                        "FFR is ahead of “no penalty, random channels” (macs=0.5): shown",
                        "FFR is ahead of “L1 1e-5” (macs=0.5): shown",
                        "The gradient term does more than the curvature term (macs=0.5): shown",
                        "Both terms do more than the gradient term (macs=0.5): contradicted");
        assertThat(findings.get(5).evidence())
                .isEqualTo("FFR k1=1e-5 81.00 ± 1.00 %, no penalty 80.00 ± 1.00 %: +1.00 points [+1.00, +1.00], more.");
        assertThat(Findings.of(Comparison.of("c", Runs.plain().seeds(1, 2)))).isEmpty();
    }

    @Test
    void aRowWithoutPenaltyIsHeldAgainstFeatureFlowCutInTheSameWay() {
        List<RunRecord> records = new ArrayList<>();
        for (String importance : List.of("l1", "taylor")) {
            double gain = importance.equals("l1") ? 0 : 0.1;
            records.addAll(Runs.plain()
                    .cutBy(importance, "global", 0.5)
                    .accuracy(0.7 + gain)
                    .seeds(1, 2, 3));
            records.addAll(Runs.plain()
                    .flow(1e-5, 0)
                    .cutBy(importance, "global", 0.5)
                    .accuracy(0.72 + gain)
                    .seeds(1, 2, 3));
        }
        assertThat(Findings.accuracy(Comparison.of("c", records)))
                .extracting(Finding::evidence)
                .allSatisfy(text -> assertThat(text).contains("+2.00 points"))
                .hasSize(2);
    }

    @Test
    void whatIsThereForAnotherPenaltysCutSaysNothingOfFeatureFlow() {
        List<RunRecord> records = new ArrayList<>();
        records.addAll(Runs.plain().flow(1e-5, 0).cutBy("l1", "global", 0.5).seeds(1, 2));
        records.addAll(Runs.plain()
                .penalty("batch-norm-scale", 1e-3)
                .cutBy("batch_norm_scale", "global", 0.5)
                .seeds(1, 2));
        records.addAll(Runs.plain().cutBy("batch_norm_scale", "global", 0.5).seeds(1, 2));
        assertThat(Findings.accuracy(Comparison.of("c", records)))
                .extracting(Finding::claim)
                .containsExactly("FFR is ahead of “slimming 1e-3”");
    }

    @Test
    void theTermsAreHeldAgainstEachOther() {
        List<RunRecord> records = new ArrayList<>(Runs.plain().seeds(1, 2, 3));
        records.addAll(Runs.plain().flow(1e-5, 0).accuracy(0.85).seeds(1, 2, 3));
        records.addAll(Runs.plain().flow(0, 1e-5).accuracy(0.81).seeds(1, 2, 3));
        records.addAll(Runs.plain().flow(1e-5, 1e-5).accuracy(0.83).seeds(1, 2, 3));
        assertThat(Findings.of(Comparison.of("c", records)))
                .extracting(f -> f.claim() + ": " + f.verdict())
                .endsWith(
                        "The gradient term does more than the curvature term: shown",
                        "Both terms do more than the gradient term: contradicted");
    }

    @Test
    void oneSeedShowsNothing() {
        List<RunRecord> records = new ArrayList<>(Runs.plain().seeds(1));
        records.addAll(Runs.plain().flow(1e-5, 0).sparse(0.9).accuracy(0.9).seeds(1));
        assertThat(Findings.of(Comparison.of("c", records)))
                .extracting(Finding::verdict)
                .containsOnly(Finding.Verdict.NOT_JUDGED);
    }

    @Test
    void ablationTablesHaveARowForEveryPairOfCoefficients() {
        Ablation ablation = Ablation.of(Comparison.of("c", comparison())).get(0);
        Table summary = AblationTables.summary(ablation);
        assertThat(summary.stringColumn("k1").asList()).containsExactly("0", "0", "1e-5", "1e-5");
        assertThat(summary.stringColumn("terms").asList())
                .containsExactly("neither", "curvature only", "gradient only", "both");
        assertThat(AblationTables.effects(ablation)
                        .stringColumn("accuracy, points")
                        .get(2))
                .isEqualTo("+1.00 [+1.00, +1.00], more");
    }

    @Test
    void readmesAreRenewedBetweenTheirMarks() {
        String readme = "# A\n\n<!-- results -->\nold\n<!-- /results -->\n\nrest\n";
        String none = ReadmeResults.into(readme, Studies.in(folder));
        assertThat(none).isEqualTo("# A\n\n<!-- results -->\nNo records are there yet.\n<!-- /results -->\n\nrest\n");
        write("records/vgg", comparison());
        String some = ReadmeResults.into(none, Studies.in(folder.resolve("records")));
        assertThat(some)
                .contains("### vgg")
                .contains("| FFR k1=1e-5 | 3 |")
                .doesNotContain("Fairness")
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
        assertThat(ReadmeResults.into(some, Studies.in(folder.resolve("records"))))
                .doesNotContain("### alone")
                .contains("\nOf one seed so far, and only in the notebooks and the report: alone.\n");
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
