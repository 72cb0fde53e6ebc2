package org.featureflow.experiment;

import java.util.List;
import java.util.stream.LongStream;
import org.featureflow.cost.Cost;
import org.featureflow.data.DataSet;
import org.featureflow.data.Images;
import org.featureflow.data.Split;
import org.featureflow.nn.Network;
import org.featureflow.train.EpochMetrics;
import org.featureflow.train.Evaluation;
import org.featureflow.train.History;
import org.featureflow.train.Recipe;
import org.featureflow.train.TrainingResult;

/** The figures of a network at the end of a stage, the only moment at which test images are looked at. */
final class StageFigures {
    /** A backward pass counts as two forward passes. */
    private static final double PASSES = 3;

    private StageFigures() {}

    static Stage trained(TrainingResult result, DataSet data) {
        History history = result.history();
        EpochMetrics best = history.best().or(history::last).orElseThrow();
        Cost cost = Cost.of(result.last().spec());
        return new Stage(
                cost.parameters(),
                cost.macs(),
                history.last().orElseThrow().validation(),
                evaluate(result.last(), data.test(), data),
                best.epoch(),
                best.validation(),
                evaluate(result.best(), data.test(), data),
                history.epochs());
    }

    static Stage untrained(Network network, DataSet data, Split split) {
        Cost cost = Cost.of(network.spec());
        return new Stage(
                cost.parameters(),
                cost.macs(),
                evaluate(network, split.validation(), data),
                evaluate(network, data.test(), data),
                0,
                null,
                null,
                List.of());
    }

    private static Evaluation evaluate(Network network, Images images, DataSet data) {
        return images.count() == 0 ? null : Evaluation.of(network, images, data.normalization());
    }

    /**
     * Multiply-accumulates of a training; none where nothing was trained.
     *
     * @param images number of training images
     */
    static double macs(Stage stage, Recipe recipe, int images) {
        return PASSES * stage.macs() * steps(stage) * Math.min(recipe.batch(), images);
    }

    /**
     * Multiply-accumulates of the teacher's forward passes while the cut network was retrained; none for steps in which it was not asked.
     *
     * @param uncut the teacher
     * @param retrained who was taught
     * @param images number of training images
     */
    static double teacherMacs(Stage uncut, Stage retrained, Recipe recipe, RetrainingPenalty added, int images) {
        if (!added.hasTeacher()) {
            return 0;
        }
        long steps = steps(retrained);
        long taught = LongStream.range(0, steps)
                .filter(step -> added.distillation().at((double) step / steps) > 0)
                .count();
        return (double) uncut.macs() * taught * Math.min(recipe.batch(), images);
    }

    private static long steps(Stage stage) {
        return stage.history().stream().mapToLong(EpochMetrics::step).max().orElse(0);
    }
}
