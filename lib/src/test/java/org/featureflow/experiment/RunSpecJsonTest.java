package org.featureflow.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.featureflow.flow.Bend;
import org.featureflow.flow.FlowOptions;
import org.featureflow.flow.Norm;
import org.featureflow.flow.Reduction;
import org.featureflow.flow.Transition;
import org.featureflow.nn.Architectures;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.prune.Channels;
import org.featureflow.prune.CutSchedule;
import org.featureflow.prune.Importances;
import org.featureflow.prune.ScoreNormalization;
import org.featureflow.prune.Target;
import org.featureflow.regularize.Coefficient;
import org.featureflow.regularize.Regularizers;
import org.featureflow.train.Recipe;
import org.featureflow.train.Recipes;
import org.featureflow.train.Schedule;

class RunSpecJsonTest {
    private static final NetworkSpec NETWORK = Architectures.named("resnet20@0.25");

    @Property(tries = 100)
    void specToJsonToSpecToJsonChangesNothing(@ForAll("specs") RunSpec spec) {
        String json = spec.toJson();
        RunSpec read = RunSpec.fromJson(json);
        assertThat(read).isEqualTo(spec);
        assertThat(read.toJson()).isEqualTo(json);
        assertThat(read.hash()).isEqualTo(spec.hash());
        assertThat(read.id()).isEqualTo(spec.id()).matches("[A-Za-z0-9][A-Za-z0-9._-]{0,112}");
        assertThat(spec.withSeed(spec.seed() + 1).hash()).isNotEqualTo(spec.hash());
    }

    @Provide
    Arbitrary<RunSpec> specs() {
        return Combinators.combine(
                        data(),
                        recipes(),
                        penalties(),
                        prunings().injectNull(0.3),
                        seeds(),
                        choice(2),
                        retrainingPenalties().injectNull(0.5))
                .as((data, recipe, penalty, pruning, seed, retrain, added) -> new RunSpec(
                        NETWORK,
                        null,
                        data,
                        recipe,
                        penalty,
                        pruning,
                        pruning == null || retrain == 0 ? null : recipe.withEpochs(3),
                        pruning == null || retrain == 0 ? null : added,
                        seed,
                        "quick"));
    }

    private static Arbitrary<Long> seeds() {
        return Arbitraries.longs();
    }

    private static Arbitrary<Integer> choice(int count) {
        return Arbitraries.integers().between(0, count - 1);
    }

    private static Arbitrary<DataChoice> data() {
        return Combinators.combine(
                        Arbitraries.strings().ofMinLength(1).ofMaxLength(200).filter(s -> !s.isBlank()),
                        Arbitraries.integers().greaterOrEqual(0))
                .as((name, train) -> new DataChoice(name, "ab".repeat(32), train, 0));
    }

    private static Arbitrary<Recipe> recipes() {
        return Combinators.combine(
                        Arbitraries.doubles().between(1e-300, 1e300).ofScale(320),
                        Arbitraries.doubles().between(0, 1e10),
                        Arbitraries.integers().between(1, 1000),
                        Arbitraries.of(
                                Schedule.cosine(),
                                Schedule.oneCycle(),
                                Schedule.multiStep(0.3, 0.7),
                                Schedule.constant().warmUp(0.1)))
                .as((rate, decay, epochs, schedule) -> Recipes.paper()
                        .withLearningRate(rate)
                        .withWeightDecay(decay)
                        .withEpochs(epochs)
                        .withSchedule(schedule));
    }

    private static Arbitrary<Coefficient> coefficients() {
        return Combinators.combine(
                        Arbitraries.doubles().between(0, 1).ofScale(12),
                        Arbitraries.doubles().between(0, 1),
                        Arbitraries.doubles().between(0, 1))
                .as(Coefficient::new);
    }

    private static Arbitrary<PenaltyChoice> penalties() {
        Arbitrary<FlowOptions> flow = Combinators.combine(
                        Arbitraries.of(Norm.class),
                        Arbitraries.of(Reduction.class),
                        Arbitraries.of(Transition.class),
                        Arbitraries.of(Bend.class))
                .as(FlowOptions::new);
        Arbitrary<Map<String, Coefficient>> others = Arbitraries.maps(
                        Arbitraries.of(Regularizers.all().stream()
                                .map(Regularizers.Entry::name)
                                .toList()),
                        coefficients())
                .ofMaxSize(3);
        return Combinators.combine(
                        coefficients().injectNull(0.3), coefficients().injectNull(0.3), flow, others)
                .as(PenaltyChoice::new);
    }

    private static Arbitrary<RetrainingPenalty> retrainingPenalties() {
        return Combinators.combine(
                        penalties().injectNull(0.3),
                        coefficients().injectNull(0.3),
                        Arbitraries.doubles().between(0.01, 1000).injectNull(0.3))
                .as(RetrainingPenalty::new);
    }

    private static Arbitrary<PruningChoice> prunings() {
        return Combinators.combine(
                        Arbitraries.of(Importances.names()),
                        Arbitraries.of(Channels.class),
                        Arbitraries.of("local", "global", "isomorphic", "uniform"),
                        Arbitraries.doubles().between(0.01, 1),
                        Arbitraries.integers().between(1, 64),
                        Arbitraries.integers().between(1, 64),
                        details().injectNull(0.5))
                .as((importance, channels, scope, kept, round, least, details) ->
                        PruningChoice.of(importance, channels, scope, Target.macs(kept), round, least, 100, details));
    }

    private static Arbitrary<CutDetails> details() {
        return Combinators.combine(
                        Arbitraries.of(ScoreNormalization.class).injectNull(0.3),
                        Arbitraries.doubles().between(0, 1),
                        Arbitraries.of("a", "b", "layer1.").list().ofMaxSize(3),
                        Arbitraries.integers().between(1, 5),
                        Arbitraries.of(CutSchedule.class))
                .as((normalization, share, protect, steps, schedule) -> new CutDetails(
                        normalization,
                        null,
                        share,
                        protect,
                        steps,
                        steps == 1 ? null : schedule,
                        steps == 3 ? 64 : null,
                        steps == 2 ? Map.of("layer1.", 0.9, "conv1", 0.1 + share / 2) : null));
    }
}
