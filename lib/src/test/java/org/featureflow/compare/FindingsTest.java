package org.featureflow.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.featureflow.experiment.RunRecord;
import org.junit.jupiter.api.Test;

class FindingsTest {
    @Test
    void findingsSayWhatIsShownAndWhatIsNot() {
        List<Finding> findings = Findings.of(Comparison.of("c", Runs.comparison()));
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
                        "The gradient term alone leaves more accuracy than the curvature term alone (macs=0.5): shown",
                        "Both terms leave more accuracy than the gradient term alone (macs=0.5): contradicted");
        assertThat(findings.get(5).evidence())
                .isEqualTo(
                        "FFR k1=1e-5 81.00 ± 1.00 %, no penalty 80.00 ± 1.00 %: +1.00 points [+0.92, +1.08] at 98.3 %, more.");
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
                .containsExactly("FFR is ahead of “slimming 1e-3, cut by batch_norm_scale”");
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
                        "The gradient term alone leaves more accuracy than the curvature term alone: shown",
                        "Both terms leave more accuracy than the gradient term alone: contradicted");
    }

    @Test
    void heldOutImagesChooseWhoSpeaksWhateverTestImagesSay() {
        List<RunRecord> records = new ArrayList<>(Runs.plain().validated(0.5).seeds(1, 2, 3));
        records.addAll(Runs.plain()
                .cutBy("l2", "global", 0.5)
                .accuracy(0.99)
                .validated(0.4)
                .seeds(1, 2, 3));
        records.addAll(Runs.plain().flow(1e-5, 0).accuracy(0.81).validated(0.7).seeds(1, 2, 3));
        records.addAll(Runs.plain().flow(1e-4, 0).accuracy(0.85).validated(0.6).seeds(1, 2, 3));
        Comparison comparison = Comparison.of("c", records);
        assertThat(Findings.accuracy(comparison).get(0).row()).isEqualTo("FFR k1=1e-5");
    }

    /** A row without curvature term is the same whichever way bends would be measured. */
    @Test
    void anAblationOfTurningAnglesHasAllItsTerms() {
        List<RunRecord> records = new ArrayList<>(Runs.plain().seeds(1, 2, 3));
        records.addAll(Runs.plain().flow(1e-5, 0).turning().seeds(1, 2, 3));
        records.addAll(Runs.plain().flow(0, 1e-5).turning().accuracy(0.7).seeds(1, 2, 3));
        records.addAll(Runs.plain().flow(1e-5, 1e-5).turning().seeds(1, 2, 3));
        Comparison comparison = Comparison.of("c", records);
        assertThat(Ablation.of(comparison))
                .singleElement()
                .satisfies(a -> assertThat(a.cells()).hasSize(4));
        assertThat(Findings.of(comparison))
                .extracting(Finding::claim)
                .contains("The gradient term alone leaves more accuracy than the curvature term alone");
    }

    @Test
    void theBestOfSeveralIsNotTakenAtItsWord() {
        PairedDifference ahead = PairedDifference.of(Map.of(1L, 3.0, 2L, 4.0), Map.of(1L, 1.0, 2L, 1.0));
        assertThat(ahead.chosenFrom(1, 9)).isEqualTo(ahead);
        assertThat(ahead.chosenFrom(5, 1).confidence()).isEqualTo(0.99);
        PairedDifference behind = PairedDifference.of(Map.of(1L, 1.0, 2L, 1.0), Map.of(1L, 3.0, 2L, 4.0));
        assertThat(behind.chosenFrom(9, 1)).isEqualTo(behind);
        assertThat(behind.chosenFrom(1, 5).confidence()).isEqualTo(0.99);
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
    void whatWasTrainedForLongerOrIsWiderIsNoRival() {
        List<RunRecord> records = new ArrayList<>(Runs.comparison());
        records.addAll(Runs.plain().epochs(60, 2).accuracy(0.95).seeds(1, 2, 3));
        records.addAll(Runs.plain().network("vgg11@0.5").accuracy(0.96).seeds(1, 2, 3));
        records.addAll(
                Runs.plain().network("vgg11@0.5").flow(1e-5, 0).accuracy(0.99).seeds(1, 2, 3));
        Comparison mixed = Comparison.of("c", records);
        assertThat(Findings.accuracy(mixed))
                .extracting(f -> f.claim() + ": " + f.evidence())
                .filteredOn(text -> text.startsWith("FFR is ahead of “no penalty”"))
                .containsExactly(
                        "FFR is ahead of “no penalty”: FFR k1=1e-5 81.00 ± 1.00 %, no penalty 80.00 ± 1.00 %: +1.00 points [+0.92, +1.08] at 98.3 %, more.");
        assertThat(Findings.accuracy(mixed))
                .extracting(Finding::claim)
                .contains("FFR is ahead of “vgg11@0.5, no penalty”")
                .doesNotContain("FFR is ahead of “no penalty, 60 epochs”");
        for (ComparisonRow row : mixed.rows()) {
            mixed.reference(row)
                    .ifPresent(r -> assertThat(r.totalEpochs()).as(row.method()).isEqualTo(row.totalEpochs()));
        }
    }

    @Test
    void aSmallNetworkFromScratchIsARivalToo() {
        List<RunRecord> records = new ArrayList<>(Runs.comparison());
        records.addAll(Runs.plain()
                .network("vgg11@0.125")
                .uncut()
                .keeping(0.5)
                .epochs(8, 0)
                .accuracy(0.9)
                .seeds(1, 2, 3));
        assertThat(Findings.accuracy(Comparison.of("c", records)))
                .extracting(f -> f.claim() + ": " + f.verdict())
                .contains("FFR is ahead of “vgg11@0.125, no penalty, 8 epochs, not cut”: contradicted");
    }

    @Test
    void heldOutImagesSayWhatIsEquallyAccurate() {
        List<RunRecord> records = new ArrayList<>(Runs.plain().heldOut(0.8).seeds(1, 2, 3));
        records.addAll(Runs.plain().flow(1e-5, 0).heldOut(0.79).sparse(0.4).seeds(1, 2, 3));
        records.addAll(Runs.plain().flow(1e-6, 0).heldOut(0.8).sparse(0.2).seeds(1, 2, 3));
        assertThat(Findings.sparsity(Comparison.of("c", records)).get(0).evidence())
                .contains("most at equal accuracy (1 of 2 rows): FFR k1=1e-6")
                .contains("most of all: FFR k1=1e-5")
                .contains("accuracy on held-out images −1.00 [−1.00, −1.00] at 97.5 %, on test images 0.00 points");
    }

    @Test
    void whereNoRowIsEquallyAccurateThatIsSaid() {
        List<RunRecord> records = new ArrayList<>(Runs.plain().seeds(1, 2, 3));
        records.addAll(Runs.plain().flow(1e-5, 0).sparse(0.4).dense(0.7).seeds(1, 2, 3));
        assertThat(Findings.sparsity(Comparison.of("c", records)).get(0).evidence())
                .contains(
                        "; none of the rows of FFR here loses at most half a point on held-out images; most of all: FFR k1=1e-5");
    }

    /** A mean loss of nothing with seeds that disagree excludes no loss. */
    @Test
    void sparsityIsNotShownWhereALossOfAccuracyIsNotExcluded() {
        List<RunRecord> records = new ArrayList<>(Runs.plain().seeds(1, 2, 3));
        records.addAll(Runs.plain().flow(1e-5, 0).sparse(0.4).seeds(1, 2, 3));
        assertThat(sparsity(records)).isEqualTo(Finding.Verdict.SHOWN);
        List<RunRecord> scattered = new ArrayList<>(Runs.plain().seeds(1, 2, 3));
        scattered.addAll(Runs.plain().flow(1e-5, 0).sparse(0.4).dense(0.81).seeds(1));
        scattered.addAll(Runs.plain().flow(1e-5, 0).sparse(0.4).dense(0.84).seeds(2));
        scattered.addAll(Runs.plain().flow(1e-5, 0).sparse(0.4).dense(0.81).seeds(3));
        assertThat(sparsity(scattered)).isEqualTo(Finding.Verdict.NOT_SHOWN);
    }

    private static Finding.Verdict sparsity(List<RunRecord> records) {
        return Findings.sparsity(Comparison.of("c", records)).get(0).verdict();
    }

    /** The best of two has to be further ahead than the only one. */
    @Test
    void aTermOfTwoCoefficientsHasAWiderInterval() {
        List<RunRecord> records = new ArrayList<>(Runs.plain().seeds(1, 2, 3));
        records.addAll(Runs.plain().flow(1e-5, 0).accuracy(0.8115).seeds(1, 2, 3));
        records.addAll(Runs.plain().flow(0, 1e-5).accuracy(0.81).seeds(1, 2, 3));
        assertThat(terms(records)).isEqualTo(Finding.Verdict.SHOWN);
        records.addAll(Runs.plain().flow(2e-5, 0).accuracy(0.8).seeds(1, 2, 3));
        assertThat(terms(records)).isEqualTo(Finding.Verdict.NOT_SHOWN);
    }

    private static Finding.Verdict terms(List<RunRecord> records) {
        return Findings.of(Comparison.of("c", records)).stream()
                .filter(f ->
                        f.claim().equals("The gradient term alone leaves more accuracy than the curvature term alone"))
                .findFirst()
                .orElseThrow()
                .verdict();
    }

    @Test
    void theShareWithoutPenaltyIsOfTheSeedsOfTheRowThatIsQuoted() {
        List<RunRecord> records = new ArrayList<>(Runs.plain().sparse(0.1).seeds(1, 2, 3));
        records.addAll(Runs.plain().flow(1e-5, 0).sparse(0.3).seeds(1, 2, 3));
        records.addAll(Runs.plain().flow(1e-4, 0).sparse(0.9).dense(0.5).seeds(1, 2, 3));
        assertThat(Findings.sparsity(Comparison.of("c", records)).get(0).evidence())
                .startsWith("Share of weights ≤ 0.01 rms before any cut: no penalty 10.00 ± 0.00 %;")
                .contains("most at equal accuracy (1 of 2 rows): FFR k1=1e-5", "most of all: FFR k1=1e-4");
    }

    @Test
    void sharesBesideADifferenceAreOfItsSeeds() {
        List<RunRecord> records = new ArrayList<>(Runs.plain().seeds(2));
        records.addAll(Runs.plain().flow(1e-5, 0).sparse(0.3).accuracy(0.9).seeds(1, 2));
        assertThat(Findings.sparsity(Comparison.of("c", records)).get(0).evidence())
                .startsWith("Share of weights ≤ 0.01 rms before any cut: no penalty 10.00 % with seed 2;")
                .contains("FFR k1=1e-5 29.90 % (+19.90 points");
    }

    @Test
    void accuraciesAreThoseOfTheSeedsThatAreCompared() {
        List<RunRecord> records = new ArrayList<>(Runs.plain().seeds(1, 3));
        records.addAll(Runs.plain().flow(1e-5, 0).accuracy(0.81).seeds(1, 2));
        assertThat(Findings.accuracy(Comparison.of("c", records)).get(0).evidence())
                .isEqualTo("FFR k1=1e-5 80.01 %, no penalty 79.00 % with seed 1: +1.01 points, one seed.");
    }

    @Test
    void aRowOfOneSeedDoesNotSpeakForRowsOfThree() {
        List<RunRecord> records = new ArrayList<>(Runs.plain().seeds(1, 2, 3));
        records.addAll(Runs.plain().flow(1e-5, 1e-5).accuracy(0.82).sparse(0.3).seeds(1, 2, 3));
        records.addAll(Runs.plain().flow(1e-6, 0).accuracy(0.99).sparse(0.9).seeds(3));
        Comparison half = Comparison.of("c", records);
        assertThat(Findings.accuracy(half)).extracting(Finding::verdict).containsExactly(Finding.Verdict.SHOWN);
        assertThat(Findings.sparsity(half)).noneMatch(f -> f.evidence().contains("1e-6"));
    }

    @Test
    void theSparsestOfSeveralIsHeldToAWiderInterval() {
        List<RunRecord> records = new ArrayList<>(Runs.plain().seeds(1, 2, 3));
        records.addAll(Runs.plain().flow(1e-5, 0).sparse(0.4).seeds(1, 2, 3));
        Finding alone = Findings.sparsity(Comparison.of("c", records)).get(0);
        assertThat(alone.difference().confidence()).isEqualTo(0.95);
        assertThat(alone.evidence())
                .contains("; most at equal accuracy: FFR k1=1e-5")
                .doesNotContain(" at 9");
        records.addAll(Runs.plain().flow(1e-6, 0).sparse(0.2).seeds(1, 2, 3));
        Finding chosen = Findings.sparsity(Comparison.of("c", records)).get(0);
        assertThat(chosen.difference().confidence()).isEqualTo(0.975);
        assertThat(chosen.evidence())
                .contains("most at equal accuracy (2 of 2 rows): FFR k1=1e-5")
                .contains("] at 97.5 %, more");
    }

    /** At 95 % a loss of one point would be excluded; the other row counts although it is far from equally accurate. */
    @Test
    void theAccuracyOfTheSparsestOfSeveralIsHeldToAWiderIntervalToo() {
        List<RunRecord> records = new ArrayList<>(Runs.plain().seeds(1, 2, 3));
        records.addAll(Runs.plain().flow(1e-5, 0).sparse(0.4).dense(0.8233).seeds(1));
        records.addAll(Runs.plain().flow(1e-5, 0).sparse(0.4).dense(0.82).seeds(2));
        records.addAll(Runs.plain().flow(1e-5, 0).sparse(0.4).dense(0.8167).seeds(3));
        assertThat(sparsity(records)).isEqualTo(Finding.Verdict.SHOWN);
        records.addAll(Runs.plain().flow(1e-4, 0).sparse(0.9).dense(0.5).seeds(1, 2, 3));
        assertThat(sparsity(records)).isEqualTo(Finding.Verdict.NOT_SHOWN);
        Finding chosen = Findings.sparsity(Comparison.of("c", records)).get(0);
        assertThat(chosen.difference().confidence()).isEqualTo(0.975);
        String mostOfAll = "; most of all: FFR k1=1e-4";
        assertThat(chosen.evidence())
                .contains("most at equal accuracy (1 of 2 rows): FFR k1=1e-5", mostOfAll)
                .contains("] at 97.5 %, on test images");
        assertThat(chosen.evidence().substring(chosen.evidence().indexOf(mostOfAll)))
                .as("the best of two at any accuracy")
                .contains("] at 97.5 %, more; accuracy on held-out images");
    }
}
