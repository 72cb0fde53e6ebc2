package org.featureflow.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.featureflow.FeatureFlowException;
import org.featureflow.nn.Architectures;
import org.featureflow.nn.NetworkSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanTest {
    private static final NetworkSpec VGG = Architectures.named("vgg11@0.0625");
    private static final Plan PLAN = new Plan(
            "vgg11@0.0625",
            List.of(new Cut("features.0", 4, List.of(0, 3)), new Cut("features.4", 8, List.of(1, 2, 5))),
            Map.of("importance", "l1"));

    @Test
    void jsonAndBackIsTheSamePlan() {
        assertThat(Plan.fromJson(PLAN.toJson())).isEqualTo(PLAN);
    }

    @Test
    void anEditedCopyLeavesTheOriginalAlone() {
        Plan edited = PLAN.with("features.0", List.of(2));
        assertThat(edited.kept("features.0")).containsExactly(2);
        assertThat(PLAN.kept("features.0")).containsExactly(0, 3);
        assertThat(Shrink.spec(VGG, edited).shapes().get("features.2").channels())
                .isEqualTo(1);
    }

    @Test
    void aPlanSaysWhatGoesInPlaceOfWhatStays() {
        Plan removing = Plan.removing(VGG, Map.of("features.4", Set.of(0, 3, 4, 6, 7), "features.0", Set.of(1, 2)));
        assertThat(removing).isEqualTo(new Plan(PLAN.network(), PLAN.cuts(), Map.of()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "features.1 | 0 | has no channel group “features.1”; the channels found there are those of the group “features.0”",
                "features.99 | 0 | has no channel group “features.99”; its groups are features.0,",
                "features.0 | 4 | The plan removes channel 4 of “features.0”, which has 4; its channels are 0 to 3.",
                "features.0 | -1 | The plan removes channel -1 of",
                "features.0 | 0 1 2 3 | The plan leaves no channel of “features.0”;"
            })
    void whatCannotBeRemovedIsRefused(String group, String channels, String because) {
        Set<Integer> gone = Stream.of(channels.split(" ")).map(Integer::valueOf).collect(Collectors.toSet());
        assertThatThrownBy(() -> Plan.removing(VGG, Map.of(group, gone)))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining(because);
    }

    @Test
    void twoPlansInARowAreOne() {
        Plan second = new Plan(
                "vgg11@0.0625",
                List.of(new Cut("features.0", 2, List.of(1)), new Cut("features.8", 16, List.of(4))),
                Map.of());
        Plan both = PLAN.then(second);
        assertThat(both.kept("features.0")).containsExactly(3);
        assertThat(both.kept("features.4")).containsExactly(1, 2, 5);
        assertThat(both.kept("features.8")).containsExactly(4);
        assertThat(Shrink.spec(VGG, both)).isEqualTo(Shrink.spec(Shrink.spec(VGG, PLAN), second));
        assertThatThrownBy(() -> PLAN.then(PLAN))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("features.0");
    }

    @Test
    void theSummaryCountsTheShrunkNetwork() {
        PlanSummary summary = PLAN.summary(VGG);
        assertThat(summary.layers()).hasSize(9);
        PlanSummary.Row second = summary.layers().get(1);
        assertThat(second.channelsBefore()).isEqualTo(8);
        assertThat(second.channelsAfter()).isEqualTo(3);
        assertThat(second.parametersAfter()).isEqualTo(2 * 3 * 9 + 3);
        assertThat(second.macsAfter()).isEqualTo(2L * 3 * 9 * 256);
        assertThat(summary.toString()).contains("8 → 3").contains("MACs kept");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | The plan is not valid JSON of a plan:",
                "[] | The plan is not valid JSON of a plan:",
                "{\"version\":1} | The plan lacks “groups”;",
                "{\"version\":2,\"network\":\"a\",\"groups\":[]} | The plan has version 2, but this program reads version 1;",
                "{\"version\":1,\"network\":\"a\",\"groups\":[{\"group\":\"g\",\"channels\":4,\"kept\":[]}]} | The plan leaves no channel of “g”;",
                "{\"version\":1,\"network\":\"a\",\"groups\":[{\"group\":\"g\",\"channels\":4,\"kept\":[4]}]} | The plan keeps channel 4 of “g”, which has 4;",
                "{\"version\":1,\"network\":\"a\",\"groups\":[{\"group\":\"g\",\"channels\":4,\"kept\":[1.5]}]} | The plan is not valid JSON of a plan:",
                "{\"version\":1,\"network\":\"a\",\"groups\":[{\"group\":\"g\",\"channels\":4,\"kept\":[2,1]}]} | The plan keeps channel 1 of “g”, which has 4;",
                "{\"version\":1,\"network\":\"a\",\"groups\":[{\"group\":\"g\",\"channels\":4,\"kept\":[1]},{\"group\":\"g\",\"channels\":4,\"kept\":[1]}]} | The plan names a channel group twice;",
                "{\"version\":1,\"network\":\"a\",\"groups\":[7]} | The plan is not valid JSON of a plan:",
                "{\"version\":1,\"network\":\"a\",\"groups\":{}} | The plan is not valid JSON of a plan:",
                "{\"version\":1,\"network\":[],\"groups\":[]} | The plan is not valid JSON of a plan:",
                "{\"version\":1,\"network\":\"a\",\"origin\":3,\"groups\":[]} | The plan is not valid JSON of a plan:"
            })
    void whatIsNoPlanIsRefusedInOneSentence(String json, String because) {
        assertThatThrownBy(() -> Plan.fromJson(json))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageStartingWith(because)
                .hasMessageNotContaining("\n");
    }

    @Test
    void aPlanForAnotherNetworkIsRefused() {
        assertThatThrownBy(() -> PLAN.summary(Architectures.named("resnet20")))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("features.0");
        assertThatThrownBy(() -> PLAN.summary(Architectures.named("vgg11@0.125")))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("4 channels")
                .hasMessageContaining("has 8");
    }
}
