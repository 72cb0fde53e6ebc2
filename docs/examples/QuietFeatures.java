import ai.djl.ndarray.NDArray;
import org.featureflow.regularize.Coefficient;
import org.featureflow.regularize.Penalty;
import org.featureflow.regularize.Regularizer;
import org.featureflow.regularize.TrainingStep;

/** Asks for small features: the sum of their means, which behind a rectifier are mean absolute values. */
public record QuietFeatures(Coefficient coefficient) implements Regularizer {
    @Override
    public Penalty penalty(TrainingStep step) {
        NDArray activity = step.manager().create(0f);
        for (NDArray feature : step.output().features()) {
            activity = activity.add(feature.mean());
        }
        return Penalty.of("activity", coefficient.at(step.progress()), activity);
    }
}
