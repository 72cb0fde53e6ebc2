package org.featureflow.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.featureflow.train.EpochMetrics;
import org.featureflow.train.Evaluation;
import org.featureflow.train.History;
import org.featureflow.train.StepMetrics;
import org.junit.jupiter.api.Test;

class LiveTrainingTest {
    /** Writes down what happens at each place. */
    private static final class Recorder implements Kernel {
        final List<List<Content>> places = new ArrayList<>();
        final boolean replaces;

        Recorder(boolean replaces) {
            this.replaces = replaces;
        }

        @Override
        public String show(Content content) {
            places.add(new ArrayList<>(List.of(content)));
            return Integer.toString(places.size() - 1);
        }

        @Override
        public void update(String handle, Content content) {
            places.get(Integer.parseInt(handle)).add(content);
        }

        @Override
        public boolean replaces() {
            return replaces;
        }

        List<String> texts(int place) {
            return places.get(place).stream().map(Content::text).toList();
        }
    }

    private static StepMetrics step(long step) {
        return new StepMetrics(1, 2, step, 20, 0.1, 1.5, 0, Map.of(), 0.25, 800, 75);
    }

    private static EpochMetrics epoch(int epoch, Evaluation validation) {
        return new EpochMetrics(epoch, 10L * epoch, 0.1, 1.25, 0, Map.of(), 0.5, validation, 3.2, 800);
    }

    private static void train(Kernel kernel) {
        LiveTraining live = new LiveTraining("plain", kernel, true);
        live.onStart(null, 20, History.EMPTY);
        live.onStep(step(5));
        live.onEpoch(epoch(1, null));
        live.onEpoch(epoch(2, null));
    }

    @Test
    void aNotebookHasOneLineAndOneChartThatChangeInPlace() {
        Recorder kernel = new Recorder(true);
        train(kernel);
        assertThat(kernel.places).hasSize(2);
        assertThat(kernel.texts(0))
                .containsExactly(
                        "plain  epoch 1/2  loss 1.500  accuracy 25.0 %  800 images/s  1:15 left",
                        "plain  epoch 1  loss 1.250  accuracy 50.0 %  3.2 s",
                        "plain  epoch 2  loss 1.250  accuracy 50.0 %  3.2 s");
        assertThat(kernel.places.get(0).get(0).data()).contains("<progress value=\"5\" max=\"20\">");
        assertThat(kernel.places.get(1)).hasSize(2).allMatch(c -> c.mime().equals("image/png"));
        assertThat(kernel.places.get(1).get(0).metadata()).containsEntry("width", 640);
    }

    @Test
    void elsewhereThereIsALineAnEpochAndNothingElse() {
        Recorder kernel = new Recorder(false);
        train(kernel);
        assertThat(kernel.places).hasSize(1);
        assertThat(kernel.texts(0)).hasSize(2).allMatch(t -> t.contains("accuracy 50.0 %"));
    }

    @Test
    void withoutAChartThereIsOnlyTheLine() {
        Recorder kernel = new Recorder(true);
        LiveTraining live = new LiveTraining("plain", kernel, false);
        live.onStart(null, 20, History.EMPTY);
        live.onEpoch(epoch(1, null));
        assertThat(kernel.texts(0)).containsExactly("plain  epoch 1  loss 1.250  accuracy 50.0 %  3.2 s");
        assertThat(kernel.places).hasSize(1);
    }

    @Test
    void theLineSaysWhyTrainingStopped() {
        Recorder kernel = new Recorder(true);
        LiveTraining live = new LiveTraining("a<b", kernel, true);
        live.onStart(null, 20, History.EMPTY);
        live.onStop("The loss is NaN.");
        assertThat(kernel.texts(0)).containsExactly("a<b  The loss is NaN.");
        assertThat(kernel.places.get(0).get(0).data()).isEqualTo("<code>a&lt;b  The loss is NaN.</code>");
    }

    @Test
    void aResumedTrainingBeginsWithTheChartOfWhatWasDone() {
        Recorder kernel = new Recorder(true);
        new LiveTraining("plain", kernel, true).onStart(null, 20, History.EMPTY.with(epoch(1, null)));
        assertThat(kernel.texts(0)).containsExactly("[chart] plain: accuracy");
    }
}
