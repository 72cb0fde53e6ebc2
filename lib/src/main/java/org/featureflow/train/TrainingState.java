package org.featureflow.train;

import ai.djl.ndarray.NDManager;
import org.featureflow.nn.Network;

/** Everything about a run that changes while it trains, and that has to be saved to go on later. */
final class TrainingState implements AutoCloseable {
    final Network network;
    final Optimizer optimizer;
    final WeightAverage average;
    final Meter meter;
    History history = History.EMPTY;
    /** Finished epochs. */
    int epoch;
    /** Finished batches of the epoch that is under way. */
    int batch;
    /** Training time of the epoch that is under way, from before a resumption. */
    double seconds;

    private Network best;

    TrainingState(Network network, Recipe recipe, NDManager manager) {
        this.network = network;
        this.meter = new Meter(manager);
        this.optimizer = recipe.optimizerFor(network);
        try {
            this.average = recipe.averaging() > 0 ? new WeightAverage(network, recipe.averaging()) : null;
        } catch (RuntimeException | Error failure) {
            // Its arrays would stay with the network; those of the meter end with the manager.
            optimizer.close();
            throw failure;
        }
    }

    /** Finished steps. */
    long step() {
        return optimizer.steps();
    }

    /** The network that is validated and kept: the average, where there is one. */
    Network evaluated() {
        return average == null ? network : average.network();
    }

    Network best() {
        return best;
    }

    void best(Network replacement) {
        if (best != null) {
            best.close();
        }
        best = replacement;
    }

    void epochDone(EpochMetrics metrics) {
        history = history.with(metrics);
        epoch++;
        batch = 0;
        seconds = 0;
        meter.clear();
        if (history.best().filter(metrics::equals).isPresent()) {
            best(evaluated().copy());
        }
    }

    /** After the last step. */
    void finish() {
        if (best == null) {
            best(evaluated().copy());
        }
        if (average != null) {
            average.copyBack();
        }
    }

    /** Hands the best copy over. */
    Network takeBest() {
        Network taken = best;
        best = null;
        return taken;
    }

    @Override
    public void close() {
        best(null);
        meter.close();
        if (average != null) {
            average.close();
        }
        optimizer.close();
    }
}
