package org.featureflow.cli;

import ai.djl.Device;
import org.featureflow.FeatureFlowException;
import org.featureflow.io.NetworkFile;
import org.featureflow.regularize.Coefficient;
import org.featureflow.regularize.Distillation;
import org.featureflow.regularize.Teacher;
import picocli.CommandLine.Option;

/** The options of knowledge distillation. */
final class DistillOptions {
    private static final String USUAL = "1";

    @Option(
            names = "--teacher",
            paramLabel = "FILE",
            description = "Distillation: file of a trained network that this one is to imitate too.")
    private String teacher;

    @Option(
            names = "--distill",
            paramLabel = "C",
            description = "Distillation: its weight, C[:START[:WARMUP]]; default " + USUAL
                    + ". Cross-entropy keeps weight 1.")
    private String distill;

    @Option(
            names = "--temperature",
            paramLabel = "T",
            description = "Distillation: what the logits of both networks are divided by; default 4.")
    private Double temperature;

    /** Refuses options that mean nothing or cannot be read, before a file is opened. */
    void check() {
        if (teacher == null && (distill != null || temperature != null)) {
            throw new FeatureFlowException((distill != null ? "--distill" : "--temperature")
                    + " is about learning from a teacher, but none is given; add --teacher FILE, or leave it out.");
        }
        if (teacher != null && !NetworkFile.isMeantBy(teacher)) {
            throw new FeatureFlowException("A teacher is a trained network in a file, but there is no file " + teacher
                    + "; name one, such as runs/dense/network.safetensors.");
        }
        coefficient();
        Distillation.requireTemperature(temperature());
    }

    /** The teacher on a device; null without one. Close it when the training has ended. */
    Teacher teacher(Device device) {
        return teacher == null ? null : Teacher.load(NetworkArgument.file(teacher), device);
    }

    /** What the teacher adds to the loss. */
    Distillation by(Teacher opened) {
        return new Distillation(coefficient(), temperature(), opened);
    }

    private Coefficient coefficient() {
        return Coefficient.parse(distill == null ? USUAL : distill);
    }

    private double temperature() {
        return temperature == null ? Distillation.TEMPERATURE : temperature;
    }
}
