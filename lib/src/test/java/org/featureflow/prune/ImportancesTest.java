package org.featureflow.prune;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.featureflow.Documents;
import org.featureflow.nn.Architectures;
import org.featureflow.nn.Network;
import org.junit.jupiter.api.Test;

/** What users are told of the criteria is what they get. */
class ImportancesTest {
    private static final String DOCUMENT = Documents.text(Documents.ROOT.resolve("docs/pruning.md"));
    private static final Pattern NAME = Pattern.compile("`(\\w+)`");
    private static final Map<String, GroupReduction> REDUCTIONS =
            Map.of("mean", GroupReduction.MEAN, "sum", GroupReduction.SUM);
    private static final Map<String, ScoreNormalization> NORMALIZATIONS = Map.of(
            "÷ mean", ScoreNormalization.MEAN, "÷ max", ScoreNormalization.MAX, "as it is", ScoreNormalization.NONE);

    private record Defaults(String name, GroupReduction reduction, ScoreNormalization normalization) {}

    @Test
    void theDocumentedTableHasEveryCriterionWithItsReductionAndNormalization() {
        List<Defaults> documented = DOCUMENT.lines()
                .dropWhile(line -> !line.startsWith("| name | score |"))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .flatMap(ImportancesTest::defaults)
                .toList();
        assertThat(Importances.all())
                .extracting(c -> new Defaults(c.name(), c.reduction(), c.normalization()))
                .containsExactlyElementsOf(documented);
    }

    /** A row, of which several criteria may share one. */
    private static Stream<Defaults> defaults(String row) {
        List<String> cells = Arrays.stream(row.split("(?<!\\\\)\\|"))
                .skip(1)
                .map(String::strip)
                .toList();
        assertThat(cells).hasSize(4);
        assertThat(cells.get(2)).isIn("mean", "sum", "–");
        assertThat(NORMALIZATIONS).containsKey(cells.get(3));
        return names(cells.get(0))
                .map(name -> new Defaults(name, REDUCTIONS.get(cells.get(2)), NORMALIZATIONS.get(cells.get(3))));
    }

    @Test
    void theDocumentedCriteriaLookAtImages() {
        String sentence = DOCUMENT.lines()
                .filter(line -> line.contains("look at training images"))
                .findFirst()
                .orElseThrow();
        assertThat(Importances.all())
                .filteredOn(Criterion::needsData)
                .extracting(Criterion::name)
                .containsExactlyElementsOf(
                        names(sentence.substring(0, sentence.indexOf("look"))).toList());
    }

    @Test
    void hyphensAreUnderscoresAndPlansHoldTheListedName() {
        assertThat(Importances.named("batch-norm-scale")).isSameAs(Importances.named("batch_norm_scale"));
        try (Network network = Network.create(Architectures.named("resnet20@0.25"), 1)) {
            Plan plan =
                    Pruning.by("batch-norm-scale").reduction(GroupReduction.MAX).plan(network);
            assertThat(plan.origin()).containsEntry("importance", "batch_norm_scale");
        }
    }

    private static Stream<String> names(String text) {
        return NAME.matcher(text).results().map(m -> m.group(1));
    }
}
