package org.featureflow.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.stream.Stream;
import org.featureflow.FeatureFlowException;
import org.featureflow.data.Augmentation;
import org.featureflow.data.Images;
import org.featureflow.data.Synthetic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecipeTest {
    private static final Images IMAGES = Synthetic.of(20, 10, 16, 1).train();

    static Stream<Recipe> recipes() {
        return Stream.concat(
                Recipes.all().stream(),
                Stream.of(
                        Recipes.quick()
                                .withName("own")
                                .withEpochs(3)
                                .withBatch(32)
                                .withAdamW()
                                .withLearningRate(1e-3)
                                .withWeightDecay(1e-2)
                                .withDecay(DecayScope.WEIGHTS)
                                .withSchedule(Schedule.multiStep(0.25, 0.5).warmUp(0.1))
                                .withLabelSmoothing(0.1)
                                .withClipNorm(1)
                                .withAveraging(0.999)
                                .withAugmentation(new Augmentation(2, false, 8))
                                .withValidation(100)
                                .withSeed(-7),
                        Recipes.paper().withSgd(0.5, true).withSchedule(Schedule.constant()),
                        Recipes.paper().withSchedule(Schedule.cosine())));
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void jsonHoldsEverything(Recipe recipe) {
        assertThat(Recipe.fromJson(recipe.toJson())).isEqualTo(recipe);
    }

    /** The name of a run is the digest of this text: a recipe written otherwise would be another run. */
    @Test
    void theNamedRecipesAreWrittenAsEver() {
        assertThat(Recipes.quick().toJson())
                .isEqualTo("{\"name\":\"quick\",\"epochs\":20,\"batch\":128,\"optimizer\":\"SGD\",\"learningRate\":0.1,"
                        + "\"momentum\":0.9,\"nesterov\":true,\"weightDecay\":5.0E-4,\"decay\":\"EVERYTHING\","
                        + "\"schedule\":{\"kind\":\"OneCycle\",\"peak\":0.3,\"start\":0.04,\"end\":4.0E-6},\"labelSmoothing\":0.0,\"clipNorm\":0.0,"
                        + "\"averaging\":0.0,\"augmentation\":{\"padding\":4,\"flip\":true,\"cutout\":0},"
                        + "\"validation\":-1,\"seed\":0}");
        assertThat(Recipes.paper().toJson())
                .isEqualTo(
                        "{\"name\":\"paper\",\"epochs\":160,\"batch\":128,\"optimizer\":\"SGD\",\"learningRate\":0.1,"
                                + "\"momentum\":0.9,\"nesterov\":false,\"weightDecay\":1.0E-4,\"decay\":\"EVERYTHING\","
                                + "\"schedule\":{\"kind\":\"MultiStep\",\"milestones\":[0.5,0.75],\"gamma\":0.1},\"labelSmoothing\":0.0,"
                                + "\"clipNorm\":0.0,\"averaging\":0.0,"
                                + "\"augmentation\":{\"padding\":4,\"flip\":true,\"cutout\":0},\"validation\":-1,\"seed\":0}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}"})
    void whatIsNotThereIsNamed(String json) {
        assertThatThrownBy(() -> Recipe.fromJson(json))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessage("The recipe lacks “name”.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[1]", "{\"name\":3", "nonsense"})
    void whatIsNoRecipeIsRefused(String json) {
        assertThatThrownBy(() -> Recipe.fromJson(json))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageStartingWith("The recipe is not valid JSON of a recipe: ");
    }

    @Test
    void anUnknownScheduleIsRefused() {
        String json = Recipes.quick().toJson().replace("OneCycle", "TwoCycles");
        assertThatThrownBy(() -> Recipe.fromJson(json))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("TwoCycles");
    }

    @Test
    void numbersOutOfRangeAreRefusedWithTheirName() {
        assertThatThrownBy(() -> Recipes.quick().withEpochs(-1)).hasMessageContaining("epochs is -1");
        assertThatThrownBy(() -> Recipes.quick().withLearningRate(Double.NaN)).hasMessageContaining("learning rate");
        assertThatThrownBy(
                        () -> Recipe.fromJson(Recipes.quick().toJson().replace("\"momentum\":0.9", "\"momentum\":1.9")))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("momentum is 1.9");
    }

    @Test
    void anUnknownNameListsTheKnownOnes() {
        assertThatThrownBy(() -> Recipes.named("slow")).hasMessageContaining("quick, paper");
    }

    @Test
    void theImagesHeldOutDoNotDependOnTheSeed() {
        var data = Synthetic.of(200, 10, 16, 1);
        var a = Recipes.quick().withSeed(1).split(data);
        var b = Recipes.quick().withSeed(2).split(data);
        assertThat(a.validation().count()).isEqualTo(20);
        assertThat(a.validation().checksum()).isEqualTo(b.validation().checksum());
    }

    @Test
    void aMomentumChangesNoOptimiser() {
        Recipe adam = RecipeSettings.apply(Recipes.quick(), Map.of("optimizer", "adamw", "momentum", "0.95"), IMAGES);
        assertThat(adam.optimizer()).isEqualTo(OptimizerKind.ADAMW);
        assertThat(adam.momentum()).isEqualTo(0.95);
        Recipe sgd = RecipeSettings.apply(Recipes.quick(), Map.of("optimizer", "nesterov", "momentum", "0.5"), IMAGES);
        assertThat(sgd.optimizer()).isEqualTo(OptimizerKind.SGD);
        assertThat(sgd.nesterov()).isTrue();
        assertThat(sgd.momentum()).isEqualTo(0.5);
    }

    @Test
    void aWordMeansTheSameWhateverTheRecipeWasBefore() {
        Recipe plain = RecipeSettings.apply(Recipes.paper(), Map.of("augmentation", "none", "warm-up", "0.1"), IMAGES);
        Recipe standard = RecipeSettings.apply(plain, Map.of("augmentation", "standard"), IMAGES);
        assertThat(standard.augmentation())
                .isEqualTo(Augmentation.standard(IMAGES))
                .isNotEqualTo(Augmentation.cifar());
        assertThat(Recipes.paper().forImages(IMAGES).augmentation()).isEqualTo(Augmentation.standard(IMAGES));
        assertThat(RecipeSettings.apply(plain, Map.of("warm-up", "0.2"), IMAGES).schedule())
                .isEqualTo(Recipes.paper().schedule().warmUp(0.2));
        assertThat(RecipeSettings.apply(plain, Map.of("warm-up", "0"), IMAGES).schedule())
                .isEqualTo(Recipes.paper().schedule());
        assertThat(RecipeSettings.apply(plain, Map.of("schedule", "cosine"), IMAGES)
                        .schedule())
                .isEqualTo(Schedule.cosine().warmUp(0.1));
    }

    @Test
    void weightDecayActsOnWhatAWordSays() {
        Recipe weights = RecipeSettings.apply(Recipes.quick(), Map.of("decay", "weights"), IMAGES);
        assertThat(weights).isEqualTo(Recipes.quick().withDecay(DecayScope.WEIGHTS));
        assertThat(RecipeSettings.apply(weights, Map.of("decay", "everything"), IMAGES))
                .isEqualTo(Recipes.quick());
        assertThatThrownBy(() -> RecipeSettings.apply(weights, Map.of("decay", "norms"), IMAGES))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessage("Weight decay acts on everything or on weights alone, not on “norms”.");
    }

    @Test
    void aWordThatJsonDoesNotKnowIsRefused() {
        String json = Recipes.quick().toJson();
        assertThatThrownBy(() -> Recipe.fromJson(json.replace("\"SGD\"", "\"sgd\"")))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessage("The recipe's optimizer is null, but must be one of [SGD, ADAMW].");
        assertThatThrownBy(() -> Recipe.fromJson(json.replace("\"EVERYTHING\"", "\"weights\"")))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("decay is null");
        assertThatThrownBy(() -> Recipes.quick().withSchedule(null)).hasMessageContaining("schedule is null");
        assertThatThrownBy(() -> Recipes.quick().withAugmentation(null)).hasMessageContaining("augmentation is null");
    }
}
