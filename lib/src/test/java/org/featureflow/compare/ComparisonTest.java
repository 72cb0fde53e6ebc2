package org.featureflow.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.featureflow.FeatureFlowException;
import org.featureflow.experiment.RunRecord;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    /** What all runs here train unless they say otherwise. */
    private static final Set<String> HERE = Set.of("vgg11@0.25");

    @SafeVarargs
    private static List<RunRecord> all(List<RunRecord>... parts) {
        List<RunRecord> all = new ArrayList<>();
        for (List<RunRecord> part : parts) {
            all.addAll(part);
        }
        return all;
    }

    private static Comparison comparison(List<RunRecord> records) {
        return Comparison.of("test", records);
    }

    private static ComparisonRow row(Comparison comparison, String method) {
        return comparison.rows().stream()
                .filter(r -> r.method().equals(method))
                .findFirst()
                .orElseThrow(() -> new AssertionError(
                        comparison.rows().stream().map(ComparisonRow::method).toList()));
    }

    private static List<RunRecord> complete() {
        return all(
                Runs.plain().seeds(1, 2, 3),
                Runs.plain().flow(1e-5, 1e-5).accuracy(0.81).seeds(1, 2, 3),
                Runs.plain().cutBy("random", "global", 0.5).accuracy(0.75).seeds(1, 2, 3),
                Runs.plain().cutBy("l1", "uniform", 0.5).accuracy(0.78).seeds(1, 2, 3),
                Runs.plain()
                        .network("vgg11@0.125")
                        .uncut()
                        .keeping(0.5)
                        .epochs(8, 0)
                        .accuracy(0.7)
                        .seeds(1, 2, 3),
                Runs.plain().uncut().epochs(8, 0).seeds(1, 2, 3));
    }

    @Test
    void rowsAreMethodsOverSeedsNamedByWhatTellsThemApart() {
        List<RunRecord> shuffled = new ArrayList<>(complete());
        Collections.shuffle(shuffled, new Random(1));
        Comparison comparison = comparison(shuffled);
        assertThat(comparison.rows())
                .extracting(r -> r.method() + " | " + r.point() + " | " + r.role())
                .containsExactly(
                        "no penalty, 8 epochs, not cut | not cut | DENSE",
                        "vgg11@0.125, no penalty, 8 epochs, not cut | not cut | SCRATCH",
                        "no penalty | macs=0.5 | METHOD",
                        "no penalty, uniform width | macs=0.5 | METHOD",
                        "no penalty, random channels | macs=0.5 | METHOD",
                        "FFR k1=1e-5 k2=1e-5 | macs=0.5 | METHOD");
        assertThat(row(comparison, "no penalty").seeds()).containsExactly(1L, 2L, 3L);
        assertThat(comparison.preamble().get(0))
                .isEqualTo(
                        "All rows, unless their name says otherwise: vgg11@0.25, cut by l1, global, 6 epochs, rate 0.1,"
                                + " 2 epochs of retraining; cifar10, profile quick.");
    }

    @Test
    void figuresAreMeansOverSeedsAndDifferencesArePaired() {
        Comparison comparison = comparison(complete());
        ComparisonRow flow = row(comparison, "FFR k1=1e-5 k2=1e-5");
        assertThat(flow.sample(Measure.ACCURACY).mean()).isCloseTo(81, within(1e-9));
        assertThat(flow.sample(Measure.ACCURACY).deviation()).isCloseTo(1, within(1e-3));
        assertThat(flow.sample(Measure.MACS_KEPT).mean()).isCloseTo(50, within(1e-9));
        assertThat(flow.sample(Measure.PARAMETERS_KEPT).mean()).isCloseTo(25, within(1e-9));
        assertThat(flow.sample(Measure.DEAD_CHANNELS).mean()).isCloseTo(12.5, within(1e-9));
        assertThat(comparison.reference(flow)).contains(row(comparison, "no penalty"));
        PairedDifference difference =
                comparison.difference(flow, Measure.ACCURACY).orElseThrow();
        assertThat(difference.differences().mean()).isCloseTo(1, within(1e-9));
        assertThat(difference.differences().deviation()).isCloseTo(0.01 * Math.sqrt(3), within(1e-9));
        assertThat(comparison.reference(row(comparison, "no penalty"))).isEmpty();
    }

    @Test
    void aCompleteComparisonIsOfTheHighestGrade() {
        Comparison comparison = comparison(complete());
        assertThat(comparison.fairness().grade()).contains(FairnessGrade.S4_2);
        assertThat(comparison.fairness().next()).isEmpty();
        assertThat(comparison.fairness().holds(FairnessGrade.SX_A)).isTrue();
        Comparison another = comparison(all(
                complete(),
                Runs.plain().network("vgg11@0.5").uncut().epochs(8, 0).seeds(1, 2, 3)));
        assertThat(another.fairness().holds(FairnessGrade.SX_A))
                .as("a network from scratch of twice the size")
                .isFalse();
    }

    @Test
    void otherImagesEpochsRecipesSeedsOrSizesBreakTheGradeThatAsksForThem() {
        Runs plain = Runs.plain();
        assertThat(broken(Runs.plain().keeping(0.6))).isEqualTo(FairnessGrade.S1);
        assertThat(broken(Runs.plain().network("vgg11@0.5"))).isEqualTo(FairnessGrade.S1);
        assertThat(broken(Runs.plain().images(10_000))).isEqualTo(FairnessGrade.S1);
        assertThat(broken(Runs.plain().holdingOut(1000))).isEqualTo(FairnessGrade.S1);
        assertThat(broken(Runs.plain().profile("full"))).isEqualTo(FairnessGrade.S1);
        assertThat(broken(Runs.plain().epochs(6, 4))).isEqualTo(FairnessGrade.S3_1);
        assertThat(broken(Runs.plain().retrainedAt(0.001))).isEqualTo(FairnessGrade.S3_2);
        assertThat(broken(Runs.plain().taught(1))).isEqualTo(FairnessGrade.S3_2);
        assertThat(broken(Runs.plain().retrainedWith("l1", 1e-5))).isEqualTo(FairnessGrade.S3_2);
        assertThat(broken(Runs.plain().epochs(9, 2))).isEqualTo(FairnessGrade.S4_1);
        Comparison seeds = comparison(all(
                plain.seeds(1, 2, 3),
                Runs.plain().penalty("l1", 1e-5).seeds(1, 2, 3),
                Runs.plain().flow(1e-5, 0).seeds(1, 2)));
        assertThat(seeds.fairness().next()).contains(FairnessGrade.S2);
        assertThat(seeds.fairness().text())
                .startsWith(
                        "Fairness (Wang et al. 2023): S1, same images, network and amount cut. S2 (same seeds, or the same file,"
                                + " and so starting weights) does not hold: “FFR k1=1e-5 at macs=0.5” has seeds 1, 2, not 1, 2, 3.");
    }

    private static FairnessGrade broken(Runs odd) {
        Comparison comparison = comparison(all(
                Runs.plain().seeds(1, 2),
                Runs.plain().penalty("l1", 1e-5).seeds(1, 2),
                odd.flow(1e-5, 0).seeds(1, 2)));
        return comparison.fairness().next().orElseThrow();
    }

    @Test
    void spendingOfFivePercentMoreBreaksTheBudget() {
        Comparison equal = comparison(all(
                Runs.plain().seeds(1), Runs.plain().flow(1, 0).spending(1.04e12).seeds(1)));
        assertThat(equal.fairness().holds(FairnessGrade.SX_A)).isTrue();
        assertThat(equal.fairness().holds(FairnessGrade.SX_B)).isTrue();
        Comparison more = comparison(all(
                Runs.plain().seeds(1), Runs.plain().flow(1, 0).spending(1.06e12).seeds(1)));
        assertThat(more.fairness().holds(FairnessGrade.SX_B)).isFalse();
    }

    /** Network slimming's own cut is useless where no penalty has made its scales small. */
    @Test
    void aMethodGainsNothingByACutThatIsUselessWithoutIt() {
        Comparison comparison = comparison(all(
                Runs.plain().seeds(1, 2, 3),
                Runs.plain().flow(1e-5, 0).seeds(1, 2, 3),
                Runs.plain().flow(0, 1e-5).seeds(1, 2, 3),
                Runs.plain().cutBy("taylor", "global", 0.5).accuracy(0.82).seeds(1, 2, 3),
                Runs.plain()
                        .cutBy("batch_norm_scale", "global", 0.5)
                        .accuracy(0.2)
                        .seeds(1, 2, 3),
                Runs.plain()
                        .penalty("batch-norm-scale", 1e-3)
                        .cutBy("batch_norm_scale", "global", 0.5)
                        .accuracy(0.81)
                        .seeds(1, 2, 3),
                Runs.plain()
                        .penalty("l1", 1e-3)
                        .cutBy("taylor", "global", 0.5)
                        .accuracy(0.83)
                        .seeds(1, 2, 3)));
        assertThat(against(comparison, "slimming 1e-3, cut by batch_norm_scale"))
                .isEqualTo("no penalty");
        assertThat(against(comparison, "L1 1e-3, cut by taylor")).isEqualTo("no penalty, cut by taylor");
    }

    @Test
    void aRowOfOneLuckySeedIsNoReferenceBesideAWholeOne() {
        Comparison comparison = comparison(all(
                Runs.plain().seeds(1, 2, 3),
                Runs.plain().flow(1e-5, 0).seeds(1, 2, 3),
                Runs.plain().flow(0, 1e-5).seeds(1, 2, 3),
                Runs.plain().cutBy("taylor", "global", 0.5).accuracy(0.9).seeds(1),
                Runs.plain().penalty("l1", 1e-3).cutBy("taylor", "global", 0.5).seeds(1, 2, 3)));
        assertThat(against(comparison, "L1 1e-3, cut by taylor")).isEqualTo("no penalty");
    }

    private static String against(Comparison comparison, String method) {
        ComparisonRow row = comparison.rows().stream()
                .filter(r -> r.method().equals(method))
                .findFirst()
                .orElseThrow();
        return comparison.reference(row).orElseThrow().method();
    }

    @Test
    void thePreambleSaysHowLargeTheNetworkIsAndWhichPairsWereNotTrainedTogether() {
        List<RunRecord> penalised = Runs.plain().flow(1e-5, 0).seeds(1, 2);
        Comparison together = comparison(all(Runs.plain().seeds(1, 2), penalised));
        assertThat(together.preamble())
                .anyMatch(
                        line -> line.startsWith(
                                "Before any cut vgg11@0.25 has 600,000 parameters and 10,000,000 MACs an image (multiply–accumulates"))
                .noneMatch(line -> line.startsWith("The runs were made"));
        Comparison apart = comparison(all(
                Runs.plain().at("0123abcd").seeds(1),
                Runs.plain().at("9876fedc").seeds(2),
                Runs.plain().at("9876fedc").flow(1e-5, 0).seeds(1, 2)));
        assertThat(apart.preamble())
                .contains(
                        "The runs were made at 2 states of the toolkit's code; in 1 of the 2 paired differences the two runs differ in that.");
        Comparison cutTogether = comparison(all(
                Runs.plain().at("0123abcd").seeds(1, 2),
                Runs.plain().at("0123abcd").trainedAt("9876fedc").flow(1e-5, 0).seeds(1),
                Runs.plain().at("0123abcd").flow(1e-5, 0).seeds(2)));
        assertThat(cutTogether.preamble())
                .contains(
                        "The runs were made at 2 states of the toolkit's code; in 1 of the 2 paired differences the two runs differ in that.");
        Comparison noted = comparison(Runs.plain().noting("a re-encode").seeds(1));
        assertThat(noted.setting()).contains("; cifar10 (a re-encode), profile quick.");
    }

    @Test
    void networksThatCoefficientsWereChosenOnAreNamed() {
        List<RunRecord> runs =
                all(Runs.plain().seeds(1, 2), Runs.plain().flow(1e-5, 0).seeds(1, 2));
        Comparison comparison = Comparison.of(
                new Study("c", List.of(), runs),
                Runs.plain().uncut().flow(1e-5, 0).seeds(1));
        assertThat(comparison.preamble())
                .contains(
                        "The networks with seed 1 are among those that the coefficients were chosen on, which favours rows with a penalty.");
        assertThat(comparison(runs).preamble()).noneMatch(line -> line.contains("chosen on"));
    }

    @Test
    void penaltiesThatCostMoreThanAPointBeforeTheCutAreNamed() {
        List<RunRecord> plain = Runs.plain().heldOut(0.82).seeds(1, 2);
        Comparison dear = comparison(all(
                plain,
                Runs.plain().penalty("l1", 1e-5).heldOut(0.80).seeds(1, 2),
                Runs.plain().flow(1e-5, 0).heldOut(0.815).seeds(1, 2)));
        assertThat(dear.preamble())
                .contains(
                        "Already before any cut some penalties cost more than one point on held-out images (L1 1e-5 −2.00): a milder coefficient of theirs may end higher.");
        Comparison mild =
                comparison(all(plain, Runs.plain().flow(1e-5, 0).heldOut(0.815).seeds(1, 2)));
        assertThat(mild.preamble()).noneMatch(line -> line.startsWith("Already before"));
    }

    @Test
    void otherTapsMeasureAnotherFlow() {
        Comparison comparison = comparison(all(
                Runs.plain().seeds(1, 2), Runs.plain().untapped().flow(1e-5, 0).seeds(1, 2)));
        assertThat(comparison.preamble())
                .anyMatch(line ->
                        line.startsWith("Length and turning of the flow are measured at each network's own taps"));
        assertThat(Ablation.of(comparison))
                .singleElement()
                .satisfies(a -> assertThat(a.cells()).hasSize(2));
    }

    @Test
    void coefficientsOfOneValueThatBeginLaterAreToldApart() {
        Ablation ablation = Ablation.of(comparison(all(
                        Runs.plain().seeds(1, 2),
                        Runs.plain().flow(1e-5, 0).seeds(1, 2),
                        Runs.plain().flowFrom(1e-5, 0.5).seeds(1, 2),
                        Runs.plain().flow(0, 1e-5).seeds(1, 2))))
                .get(0);
        assertThat(ablation.cells())
                .extracting(Ablation.Cell::label)
                .containsExactlyInAnyOrder("none", "k1=1e-5 k2=0", "k1=1e-5:0.5:0 k2=0", "k1=0 k2=1e-5");
        assertThat(ablation.isGrid()).isFalse();
    }

    @Test
    void theSameImagesInAnotherPlaceAreTheSame() {
        Comparison comparison = comparison(all(
                Runs.plain().seeds(1, 2), Runs.plain().imagesIn("/mnt/cifar10").seeds(3)));
        assertThat(comparison.rows())
                .singleElement()
                .satisfies(r -> assertThat(r.seeds()).containsExactly(1L, 2L, 3L));
        Comparison pair = comparison(all(
                Runs.plain().seeds(1, 2),
                Runs.plain().flow(1e-5, 0).imagesIn("/mnt/cifar10").seeds(1, 2)));
        assertThat(pair.fairness().holds(FairnessGrade.S1)).isTrue();
        assertThat(pair.reference(row(pair, "FFR k1=1e-5"))).isPresent();
    }

    @Test
    void aFolderOfImagesIsOneStudyWhateverItIsCalled() {
        String kind = Study.kind(Runs.plain().imagesIn("pets").seeds(1).get(0).spec());
        assertThat(Study.kind(
                        Runs.plain().imagesIn("/data/cats").seeds(1).get(0).spec()))
                .isEqualTo(kind)
                .isNotEqualTo(Study.kind(Runs.plain().seeds(1).get(0).spec()));
    }

    @Test
    void whatTrainedWeightsLeaveOutIsSaid() {
        Comparison asItIs = comparison(all(
                Runs.plain().begunWith("net.safetensors", "aa").epochs(0, 2).seeds(1, 2),
                Runs.plain()
                        .begunWith("net.safetensors", "aa")
                        .epochs(0, 2)
                        .cutBy("l2", "global", 0.5)
                        .seeds(1, 2)));
        assertThat(asItIs.preamble())
                .anyMatch(line -> line.endsWith("how long the weights that rows begin with were trained is not known."))
                .anyMatch(line -> line.startsWith("All seeds of a row begin with one trained network"));
        assertThat(comparison(Runs.plain().seeds(1, 2)).preamble())
                .noneMatch(line -> line.contains("trained network") || line.contains("trained weights"));
    }

    @Test
    void rowsThatBeginWithOtherWeightsAreNoPairs() {
        Comparison comparison = comparison(all(
                Runs.plain().begunWith("a/net.safetensors", "aa").seeds(1, 2),
                Runs.plain()
                        .begunWith("b/net.safetensors", "aa")
                        .cutBy("l2", "global", 0.5)
                        .seeds(1, 2),
                Runs.plain()
                        .begunWith("a/net.safetensors", "bb")
                        .cutBy("l2", "global", 0.5)
                        .seeds(1, 2)));
        assertThat(comparison.rows())
                .extracting(ComparisonRow::method)
                .containsExactlyInAnyOrder("cut by l1", "cut by l2", "begun with net.safetensors bb");
        assertThat(comparison.setting()).contains("begun with net.safetensors aa");
        assertThat(comparison.fairness().next()).contains(FairnessGrade.S2);
        assertThat(comparison.reference(row(comparison, "cut by l2"))).contains(row(comparison, "cut by l1"));
        assertThat(comparison.reference(row(comparison, "begun with net.safetensors bb")))
                .isEmpty();
    }

    @Test
    void whatIsFrozenIsPartOfTheTrainingAndANewHeadOfTheWeights() {
        Runs usual = Runs.plain().begunWith("net.safetensors", "aa");
        Comparison frozen = comparison(all(
                usual.seeds(1, 2),
                Runs.plain()
                        .begunWith("net.safetensors", "aa")
                        .tuned(false, "features.1", "features.0")
                        .seeds(1, 2)));
        assertThat(frozen.rows()).extracting(ComparisonRow::method).contains("features.0 and features.1 frozen");
        assertThat(frozen.fairness().holds(FairnessGrade.S2)).isTrue();
        assertThat(frozen.rows().get(0).isTrainedLike(frozen.rows().get(1))).isFalse();
        Comparison headed = comparison(all(
                usual.seeds(1, 2),
                Runs.plain().begunWith("net.safetensors", "aa").tuned(true).seeds(1, 2)));
        assertThat(headed.rows()).extracting(ComparisonRow::method).contains("new head");
        assertThat(headed.fairness().next()).contains(FairnessGrade.S2);
    }

    @Test
    void besideTrainedWeightsNothingFromScratchIsMissed() {
        Comparison comparison =
                comparison(Runs.plain().begunWith("net.safetensors", "aa").seeds(1));
        assertThat(comparison.missing())
                .containsKey(SanityRow.RANDOM_CHANNELS)
                .doesNotContainKeys(SanityRow.SCRATCH_EPOCHS, SanityRow.SCRATCH_BUDGET);
    }

    @Test
    void whereOnlyCriteriaDifferTheyAreTheNames() {
        Comparison comparison = comparison(all(
                Runs.plain().seeds(1),
                Runs.plain().cutBy("l1", "uniform", 0.5).seeds(1),
                Runs.plain().cutBy("taylor", "global", 0.5).seeds(1)));
        assertThat(comparison.rows())
                .extracting(ComparisonRow::method)
                .containsExactly("cut by l1", "uniform width", "cut by taylor");
    }

    /** The training that went into the weights is not known. */
    @Test
    void nothingFromScratchIsHeldAgainstRowsThatBeginWithTrainedWeights() {
        Comparison comparison = comparison(all(
                Runs.plain().begunWith("net.safetensors", "aa").seeds(1, 2),
                Runs.plain().begunWith("net.safetensors", "aa").flow(1e-5, 0).seeds(1, 2),
                Runs.plain()
                        .network("vgg11@0.18")
                        .uncut()
                        .keeping(0.5)
                        .epochs(8, 0)
                        .seeds(1, 2)));
        ComparisonRow small = comparison.rows().stream()
                .filter(r -> r.role() == ComparisonRow.Role.SCRATCH)
                .findFirst()
                .orElseThrow();
        assertThat(comparison.reference(small)).isEmpty();
        assertThat(Findings.accuracy(comparison)).noneMatch(f -> f.claim().contains("vgg11@0.18"));
    }

    @Test
    void rowsOfDifferentTapsAreDifferentAblations() {
        List<Ablation> both = Ablation.of(comparison(all(
                Runs.plain().seeds(1, 2),
                Runs.plain().flow(1e-5, 0).seeds(1, 2),
                Runs.plain().untapped().flow(1e-5, 0).seeds(1, 2))));
        assertThat(both).hasSize(2).allSatisfy(a -> assertThat(a.cells()).hasSize(2));
    }

    @Test
    void aSanityRowIsOfTheNetworkThatItServes() {
        Comparison comparison = comparison(all(
                Runs.plain().seeds(1),
                Runs.plain().cutBy("random", "global", 0.5).seeds(1),
                Runs.plain().network("vgg11@0.5").flow(1e-5, 0).seeds(1)));
        assertThat(comparison.missing().keySet()).contains(SanityRow.RANDOM_CHANNELS, SanityRow.NO_PENALTY);
    }

    @Test
    void sanityRowsThatAreMissingAreNamed() {
        Comparison bare = comparison(all(
                Runs.plain().cutBy("l2", "global", 0.5).flow(1e-5, 0).seeds(1),
                Runs.plain().cutBy("l2", "global", 0.25).flow(1e-5, 0).seeds(1),
                Runs.plain().cutBy("l1", "global", 0.25).seeds(1)));
        assertThat(bare.missing().keySet()).containsExactlyInAnyOrder(SanityRow.values());
        assertThat(bare.missing().get(SanityRow.L1)).containsExactly("macs=0.5");
        assertThat(bare.missing().get(SanityRow.NO_PENALTY)).containsExactly("macs=0.5", "macs=0.25");
        assertThat(bare.preamble().get(4))
                .startsWith("Sanity rows missing: random channels;")
                .contains("L1 with the same retraining (at macs=0.5)");
        Comparison half = comparison(all(
                Runs.plain().seeds(1),
                Runs.plain().flow(1e-5, 0).seeds(1),
                Runs.plain().cutBy("l2", "global", 0.5).penalty("l1", 1e-5).seeds(1)));
        assertThat(half.preamble())
                .anyMatch(line -> line.startsWith("Sanity rows missing: ")
                        && line.contains("no regulariser at the same cut (beside “L1 1e-5, cut by l2 at macs=0.5”)"));
    }

    @Test
    void aSmallDenseNetworkServesByItsSizeAndEpochs() {
        List<RunRecord> small = Runs.plain()
                .network("vgg11@0.125")
                .uncut()
                .epochs(8, 0)
                .spending(3e12)
                .seeds(1);
        ComparisonRow method = row(comparison(all(Runs.plain().seeds(1), small)), "no penalty");
        ComparisonRow asBig = new ComparisonRow("small", "not cut", ComparisonRow.Role.SCRATCH, small);
        assertThat(SanityRow.SCRATCH_EPOCHS.serves(asBig, method))
                .as("twice the MACs")
                .isFalse();
        Comparison complete = comparison(all(Runs.plain().keeping(1).seeds(1), small));
        assertThat(complete.missing())
                .doesNotContainKey(SanityRow.SCRATCH_EPOCHS)
                .containsKey(SanityRow.SCRATCH_BUDGET);
    }

    @Test
    void failedRunsAreTold() {
        Comparison comparison = comparison(
                all(Runs.plain().seeds(1), Runs.plain().flow(1, 0).failing().seeds(1)));
        assertThat(comparison.rows()).hasSize(1);
        assertThat(comparison.preamble())
                .anyMatch(line -> line.startsWith("1 run failed and is not in the table: vgg11"));
        assertThatThrownBy(() -> comparison(Runs.plain().failing().seeds(1)))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("none of its runs has finished");
    }

    @Test
    void cutsOfOneTunedNetworkShareItsTrainingAndAnotherNetworkIsNamed() {
        TuningBudget budget = TuningBudget.of(all(
                Runs.plain().penalty("l1", 1e-5).cutBy("l1", "global", 0.9).seeds(1),
                Runs.plain().penalty("l1", 1e-5).cutBy("l1", "global", 0.5).seeds(1)));
        assertThat(budget.epochs()).containsExactly(Map.entry("L1", 6 + 2 * 2));
        assertThat(budget.text(Set.of("L1"), Set.of("vgg16"))).endsWith(" epochs. It was done on vgg11@0.25.");
        assertThat(budget.text(Set.of("L1"), HERE)).endsWith(" epochs.");
    }

    @Test
    void fineTuningIsNoTuning() {
        assertThat(List.of("tuning, quick", "runs/Tuning"))
                .allMatch(name -> new Study(name, List.of(), List.of()).tuning());
        assertThat(List.of("fine-tuning, quick", "finetuning", "fine_tuning"))
                .noneMatch(name -> new Study(name, List.of(), List.of()).tuning());
    }

    @Test
    void whatHasItsBatchNormsMeasuredAnewIsHeldAgainstItsLike() {
        Comparison comparison = comparison(all(
                Runs.plain().accuracy(0.9).recalibrated().seeds(1, 2),
                Runs.plain().seeds(1, 2),
                Runs.plain().flow(1e-5, 0).accuracy(0.89).recalibrated().seeds(1, 2),
                Runs.plain().flow(1e-5, 0).seeds(1, 2)));
        String anew = "batch norms measured anew on 512 images";
        Map<String, String> references = new TreeMap<>();
        comparison
                .rows()
                .forEach(row -> comparison
                        .reference(row)
                        .ifPresent(reference -> references.put(row.method(), reference.method())));
        assertThat(references)
                .containsOnly(
                        Map.entry("FFR k1=1e-5", "no penalty"),
                        Map.entry("FFR k1=1e-5, " + anew, "no penalty, " + anew));
        assertThat(Findings.accuracy(comparison))
                .extracting(f -> f.claim() + ": " + f.row())
                .containsExactly(
                        "FFR is ahead of “no penalty”: FFR k1=1e-5",
                        "FFR is ahead of “no penalty, " + anew + "”: FFR k1=1e-5, " + anew);
    }

    @Test
    void whatIsRetrainedWithATeacherIsHeldAgainstItsLike() {
        Comparison comparison = comparison(all(
                Runs.plain().accuracy(0.9).taught(0.5).seeds(1, 2),
                Runs.plain().seeds(1, 2),
                Runs.plain().accuracy(0.95).retrainedWith("l1", 1e-5).seeds(1, 2),
                Runs.plain().flow(1e-5, 0).accuracy(0.89).taught(0.5).seeds(1, 2),
                Runs.plain().flow(1e-5, 0).seeds(1, 2)));
        String taught = "retrained with distillation 0.5";
        Map<String, String> references = new TreeMap<>();
        comparison
                .rows()
                .forEach(row -> comparison
                        .reference(row)
                        .ifPresent(reference -> references.put(row.method(), reference.method())));
        // A row without penalty before the cut that has one after it is nobody's reference.
        assertThat(references)
                .containsOnly(
                        Map.entry("FFR k1=1e-5", "no penalty"),
                        Map.entry("no penalty, retrained with L1 1e-5", "no penalty"),
                        Map.entry("FFR k1=1e-5, " + taught, "no penalty, " + taught),
                        Map.entry("no penalty, " + taught, "no penalty"));
        assertThat(comparison.fairness().text())
                .contains(
                        "S3.2 (same retraining recipe) does not hold", "is retrained with another penalty or teacher");
    }

    @Test
    void aTeacherOfAllIsToldOnceForAll() {
        Comparison comparison = comparison(all(
                Runs.plain().taught(1).seeds(1, 2),
                Runs.plain().flow(1e-5, 0).taught(1).seeds(1, 2)));
        assertThat(comparison.setting()).contains("retrained with distillation 1");
        assertThat(comparison.fairness().grade()).contains(FairnessGrade.S4_2);
        assertThat(comparison.rows())
                .extracting(ComparisonRow::method)
                .containsExactlyInAnyOrder("no penalty", "FFR k1=1e-5");
    }

    @Test
    void batchNormsMeasuredAnewByAllAreToldOnceForAll() {
        Comparison comparison = comparison(all(
                Runs.plain().recalibrated().seeds(1, 2),
                Runs.plain().flow(1e-5, 0).recalibrated().seeds(1, 2)));
        assertThat(comparison.setting()).contains("batch norms measured anew on 512 images");
        assertThat(comparison.rows())
                .extracting(ComparisonRow::method)
                .containsExactlyInAnyOrder("no penalty", "FFR k1=1e-5");
    }

    @Test
    void tuningIsCountedByKindOfPenalty() {
        TuningBudget budget = TuningBudget.of(all(
                Runs.plain().flow(1e-5, 0).uncut().seeds(1),
                Runs.plain().flow(1e-6, 0).uncut().seeds(1),
                Runs.plain().penalty("l1", 1e-5).uncut().seeds(1),
                Runs.plain()
                        .penalty("l1", 1e-5)
                        .uncut()
                        .imagesIn("/mnt/cifar10")
                        .seeds(1),
                Runs.plain().uncut().seeds(1)));
        Set<String> kinds = Set.of("FFR, gradient only", "L1");
        assertThat(budget.equalFor(kinds)).isFalse();
        assertThat(budget.text(kinds, HERE))
                .isEqualTo(
                        "Tuning, not equal: FFR, gradient only: 2 coefficients in 12 epochs; L1: 1 coefficient in 6 epochs.");
        assertThat(budget.text(Set.of("group-lasso"), HERE)).isEqualTo("Tuning: no tuning runs are recorded.");
        assertThatThrownBy(() -> budget.settings().get("L1").clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> budget.epochs().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void asManyCoefficientsInMoreEpochsAreNoEqualTuning() {
        Set<String> kinds = Set.of("FFR, gradient only", "L1");
        List<RunRecord> flow = Runs.plain().flow(1e-5, 0).uncut().seeds(1);
        TuningBudget equal = TuningBudget.of(
                all(flow, Runs.plain().penalty("l1", 1e-5).uncut().seeds(1)));
        assertThat(equal.equalFor(kinds)).isTrue();
        TuningBudget longer = TuningBudget.of(
                all(flow, Runs.plain().penalty("l1", 1e-5).uncut().epochs(7, 0).seeds(1)));
        assertThat(longer.equalFor(kinds)).isFalse();
        assertThat(longer.text(kinds, HERE))
                .isEqualTo(
                        "Tuning, not equal: FFR, gradient only: 1 coefficient in 6 epochs; L1: 1 coefficient in 7 epochs.");
        TuningBudget retrained = TuningBudget.of(
                all(flow, Runs.plain().penalty("l1", 1e-5).epochs(4, 2).seeds(1)));
        assertThat(retrained.equalFor(kinds)).as("epochs of retraining count").isTrue();
    }

    @Test
    void ablationsAreRowsThatDifferInTheirTermsOnly() {
        Comparison comparison = comparison(all(
                Runs.plain().uncut().seeds(1, 2),
                Runs.plain().uncut().flow(1e-5, 0).sparse(0.3).seeds(1, 2),
                Runs.plain().uncut().flow(0, 1e-5).seeds(1, 2),
                Runs.plain().uncut().flow(1e-5, 1e-5).sparse(0.2).seeds(1, 2),
                Runs.plain().uncut().penalty("l1", 1e-5).seeds(1, 2)));
        List<Ablation> ablations = Ablation.of(comparison);
        assertThat(ablations).hasSize(1);
        Ablation ablation = ablations.get(0);
        assertThat(ablation.cells())
                .extracting(Ablation.Cell::terms)
                .containsExactly(
                        Ablation.Terms.NONE, Ablation.Terms.CURVATURE, Ablation.Terms.GRADIENT, Ablation.Terms.BOTH);
        assertThat(ablation.gradients()).containsExactly(0.0, 1e-5);
        Ablation.Cell gradient = ablation.cell(1e-5, 0).orElseThrow();
        assertThat(ablation.effect(gradient, Measure.SMALL_WEIGHTS)
                        .orElseThrow()
                        .differences()
                        .mean())
                .isCloseTo(20, within(0.05));
        assertThat(ablation.effect(ablation.cells().get(0), Measure.ACCURACY)).isEmpty();
    }

    @Test
    void aRowThatWasCutFromOtherNetworksOfTheSameTrainingIsNamed() {
        Comparison comparison = comparison(all(
                Runs.plain().seeds(1, 2),
                Runs.plain().cutBy("l1", "global", 0.25).seeds(1, 2),
                Runs.plain().cutBy("random", "global", 0.5).dense(0.7).seeds(1, 2)));
        assertThat(comparison.fairness().next()).contains(FairnessGrade.S2);
        assertThat(comparison.preamble())
                .filteredOn(line -> line.startsWith("Not cut from the networks"))
                .singleElement()
                .asString()
                .contains("“random channels at macs=0.5”")
                .doesNotContain("0.25");
    }

    @Test
    void tapsForAPenaltyMakeNoOtherNetwork() {
        Comparison comparison = comparison(all(
                Runs.plain().seeds(1, 2), Runs.plain().flow(1e-5, 0).untapped().seeds(1, 2)));
        assertThat(comparison.fairness().grade()).contains(FairnessGrade.S4_2);
        assertThat(comparison.reference(comparison.rows().get(1))).isPresent();
    }

    @Test
    void rowsThatDifferInARecipeSayInWhat() {
        Comparison comparison = comparison(all(
                Runs.plain().seeds(1, 2),
                Runs.plain().weightDecay(0.01).seeds(1, 2),
                Runs.plain().retrainedAt(0.003).seeds(1, 2)));
        assertThat(comparison.rows())
                .extracting(ComparisonRow::method)
                .containsExactly("no penalty", "retraining rate 3e-3", "weight decay 0.01");
        assertThat(comparison.setting()).doesNotContain("momentum", "weight decay");
    }

    @Test
    void twoKindsOfFeatureFlowAreTwiceTheCoefficientsBesideARival() {
        TuningBudget budget = TuningBudget.of(all(
                Runs.plain().flow(1e-5, 0).uncut().seeds(1),
                Runs.plain().flow(1e-5, 1e-5).uncut().seeds(1),
                Runs.plain().penalty("l1", 1e-5).uncut().seeds(1)));
        assertThat(budget.text(Set.of("FFR, gradient only", "FFR, both terms", "L1"), HERE))
                .startsWith("Tuning, equal: ")
                .endsWith(
                        "Beside rivals the better validated of the 2 kinds of FFR stands, so FFR has 2 coefficients in all.");
        assertThat(budget.text(Set.of("FFR, gradient only", "FFR, both terms"), HERE))
                .doesNotContain("in all");
    }

    @Test
    void twoWidthsInOneStudyAreEachHeldAgainstTheirOwn() {
        List<RunRecord> records = new ArrayList<>(Runs.plain().seeds(1, 2));
        records.addAll(Runs.plain().network("vgg11@0.5").seeds(1, 2));
        records.addAll(Runs.plain().network("vgg11@0.5").uncut().epochs(8, 0).seeds(1, 2));
        Comparison comparison = Comparison.of("c", records);
        assertThat(comparison.rows())
                .filteredOn(r -> r.spec().pruning() == null)
                .singleElement()
                .extracting(ComparisonRow::role)
                .isEqualTo(ComparisonRow.Role.DENSE);
    }
}
