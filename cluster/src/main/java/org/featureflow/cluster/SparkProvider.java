package org.featureflow.cluster;

import java.util.Map;
import org.featureflow.FeatureFlowException;
import org.featureflow.sweep.TrialRunner;
import org.featureflow.sweep.TrialRunnerProvider;

/** Sweeps on Spark: its local mode, a standalone cluster or Kubernetes. */
public final class SparkProvider implements TrialRunnerProvider {
    /** For {@link java.util.ServiceLoader}. */
    public SparkProvider() {
        // Nothing to prepare.
    }

    @Override
    public String help() {
        return "spark, local[N], spark://HOST:PORT, k8s://HOST:PORT  Apache Spark in this JVM (1 or N trials at a time) or on a cluster";
    }

    @Override
    public boolean accepts(String on) {
        return Place.of(on).isPresent();
    }

    @Override
    public int atATime(String on) {
        return Place.of(on)
                .filter(p -> p.kind() == Place.Kind.LOCAL)
                .map(Place::atATime)
                .orElse(1);
    }

    @Override
    public TrialRunner open(String on, Map<String, String> options) {
        Place place = Place.of(on)
                .orElseThrow(() -> new FeatureFlowException("Spark does not run on “" + on
                        + "”; use spark, local[N], spark://HOST:PORT or k8s://HOST:PORT."));
        return SparkRunner.open(place, options);
    }
}
