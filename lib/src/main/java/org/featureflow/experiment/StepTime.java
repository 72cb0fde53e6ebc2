package org.featureflow.experiment;

import ai.djl.Device;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.featureflow.data.DataSet;
import org.featureflow.flow.FlowOptions;
import org.featureflow.nn.Network;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.prune.Target;
import org.featureflow.train.ProgressListener;
import org.featureflow.train.StepMetrics;
import org.featureflow.train.Training;

/**
 * Guesses how long runs take, from a few real steps of every kind that is among them (network, batch size, which penalties and options of the
 * flow). It knows nothing of what else the machine will be doing.
 */
public final class StepTime {
    private static final int LEAST = 3;
    private static final int STEPS = 20;
    private static final long LONG_ENOUGH = 8_000_000_000L;
    /** A forward pass is about a third of a training step; evaluation and a teacher do no more. */
    private static final double FORWARD = 1.0 / 3;

    private final Device device;
    private final Map<Kind, Double> measured = new HashMap<>();

    private record Kind(NetworkSpec network, int batch, FlowOptions flow, List<String> penalties) {
        static Kind of(RunSpec spec) {
            PenaltyChoice p = spec.penalty();
            return new Kind(
                    spec.network(),
                    spec.recipe().batch(),
                    p.flow(),
                    List.copyOf(p.others().keySet()));
        }
    }

    /**
     * Measures nothing yet.
     *
     * @param device where the runs will be
     */
    public StepTime(Device device) {
        this.device = device;
    }

    /**
     * The time that a run would take from its start.
     *
     * @param spec the run
     * @param withBase whether its dense network has to be trained too
     * @return seconds, a guess
     * @throws org.featureflow.train.TrainingStoppedException if the thread was interrupted meanwhile
     */
    public double seconds(RunSpec spec, boolean withBase) {
        DataSet data = spec.openData();
        int train = spec.recipe().split(data).train().count();
        int held = spec.recipe().split(data).validation().count();
        double image = measured.computeIfAbsent(Kind.of(spec), k -> secondsAnImage(spec, data));
        double epoch = image * (train + FORWARD * held);
        double seconds = withBase ? epoch * spec.recipe().epochs() : 0;
        if (spec.retraining() != null) {
            double teacher =
                    spec.retrainingPenalty() != null && spec.retrainingPenalty().hasTeacher() ? FORWARD : 0;
            seconds +=
                    epoch * spec.retraining().epochs() * (share(spec.pruning().target()) + teacher);
        }
        return seconds + image * FORWARD * data.test().count();
    }

    /** Of the dense network's time. */
    private static double share(Target target) {
        return target.kind() == Target.Kind.MACS ? target.value() : 1;
    }

    private double secondsAnImage(RunSpec spec, DataSet data) {
        List<Double> times = new ArrayList<>();
        long begin = System.nanoTime();
        ProgressListener clock = new ProgressListener() {
            @Override
            public void onStep(StepMetrics m) {
                times.add(1 / m.imagesPerSecond());
                boolean longEnough = System.nanoTime() - begin > LONG_ENOUGH;
                if (times.size() == STEPS || longEnough && times.size() >= LEAST) {
                    throw new EnoughException();
                }
            }
        };
        try (Network network = spec.openNetwork(device)) {
            Training.of(network, data)
                    .recipe(spec.recipe().withEpochs(Math.max(1, spec.recipe().epochs())))
                    .regularizer(spec.penalty().regularizer())
                    .reportEvery(1)
                    .listener(clock)
                    .run()
                    .close();
        } catch (EnoughException enough) {
            // The rest of the training is not wanted.
            assert !times.isEmpty();
        }
        // The first half still loads classes and fills caches.
        List<Double> warm = times.subList(times.size() / 2, times.size());
        Collections.sort(warm);
        return warm.get(warm.size() / 2);
    }
}
