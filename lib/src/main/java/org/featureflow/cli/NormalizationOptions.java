package org.featureflow.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.featureflow.FeatureFlowException;
import org.featureflow.data.DataSet;
import org.featureflow.data.Normalization;
import org.featureflow.io.NetworkFile;
import org.featureflow.io.NetworkNotes;
import org.featureflow.io.StoredNetwork;
import picocli.CommandLine.Option;

/** The options {@code --mean} and {@code --std}, used as a mixin. */
final class NormalizationOptions {
    @Option(
            names = "--mean",
            split = ",",
            paramLabel = "NUMBER",
            description = "Mean of each channel that the network was trained with, pixels from 0 to 1, such as"
                    + " 0.4914,0.4822,0.4465.")
    private List<Double> mean = List.of();

    @Option(names = "--std", split = ",", paramLabel = "NUMBER", description = "Standard deviation of each channel.")
    private List<Double> std = List.of();

    /** What was given, if anything was. */
    Optional<Normalization> given() {
        if (mean.isEmpty() && std.isEmpty()) {
            return Optional.empty();
        }
        if (mean.isEmpty() || std.isEmpty()) {
            throw new FeatureFlowException("Name both --mean and --std, one number a channel each.");
        }
        return Optional.of(new Normalization(mean, std));
    }

    /** What a network sees pixels through: what was given, else what its file says; an architecture's name takes the data set's. */
    Normalization of(String net, StoredNetwork stored, DataSet set) {
        return given().or(() -> stored.notes().normalization()).orElseGet(() -> {
            if (NetworkFile.isMeantBy(net)) {
                throw unknown(net);
            }
            return set.normalization();
        });
    }

    /** What the network of a file sees pixels through: what was given, else what the file says. */
    Normalization of(Path file, StoredNetwork stored) {
        return given().or(() -> stored.notes().normalization()).orElseThrow(() -> unknown(file.toString()));
    }

    /** What a changed copy of a network says: a normalisation that was given decided it, and is kept where its file had none. */
    NetworkNotes kept(NetworkNotes notes) {
        return new NetworkNotes(notes.normalization().or(this::given), notes.dataSet(), notes.more());
    }

    private static FeatureFlowException unknown(String file) {
        return new FeatureFlowException(
                file + " does not say how its network's inputs are normalised; give --mean and --std.");
    }

    /** For people. */
    static String text(Normalization n) {
        return "mean " + numbers(n.mean()) + ", standard deviation " + numbers(n.std());
    }

    private static String numbers(List<Double> values) {
        return values.stream().map(Object::toString).collect(Collectors.joining(", "));
    }
}
