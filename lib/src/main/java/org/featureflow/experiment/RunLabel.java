package org.featureflow.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.featureflow.OwnSource;
import org.featureflow.flow.FlowOptions;
import org.featureflow.prune.Channels;
import org.featureflow.regularize.Coefficient;
import org.featureflow.regularize.Distillation;

/** What people call a run: what differs from run to run in few words. The hash behind it tells apart what has the same words. */
final class RunLabel {
    private static final int LONGEST = 100;

    private RunLabel() {}

    static String of(RunSpec spec) {
        List<String> words = new ArrayList<>();
        words.add(spec.network().name());
        if (spec.weights() != null) {
            words.add("trained");
            tuning(spec.weights().tuningOrNone(), words);
        }
        words.add(lastPart(spec.data().name()));
        if (spec.data().train() > 0) {
            words.add("n" + spec.data().train());
        }
        words.add("e" + spec.recipe().epochs());
        penalty(spec.penalty(), words);
        if (spec.pruning() != null) {
            pruning(spec.pruning(), words);
        }
        if (spec.retraining() != null) {
            words.add("r" + spec.retraining().epochs());
            retraining(spec.retrainingPenalty(), words);
        }
        String seed = "-s" + spec.seed();
        String text =
                String.join("-", words).replaceAll("[^A-Za-z0-9._-]+", "-").replaceAll("-{2,}", "-");
        text = text.replaceFirst("^[.-]+", "");
        return text.substring(0, Math.min(text.length(), LONGEST - seed.length())) + seed;
    }

    private static void tuning(FineTuning tuning, List<String> words) {
        if (tuning.newHead()) {
            words.add("newhead");
        }
        if (!tuning.freeze().isEmpty()) {
            words.add("frozen");
        }
    }

    private static String lastPart(String name) {
        return name.replaceFirst("[/\\\\]+$", "").replaceFirst(".*[/\\\\]", "");
    }

    private static void penalty(PenaltyChoice penalty, List<String> words) {
        if (penalty.hasFlow()) {
            words.add("ffr");
            FlowOptions flow = penalty.flow();
            FlowOptions usual = FlowOptions.DEFAULT;
            word(words, flow.norm(), usual.norm());
            word(words, flow.reduction(), usual.reduction());
            word(words, flow.transition(), usual.transition());
            word(words, flow.bend(), usual.bend());
            coefficient(words, "g", penalty.gradient());
            coefficient(words, "c", penalty.curvature());
        }
        penalty.others().forEach((name, c) -> coefficient(words, OwnSource.shortName(name) + "-", c));
        if (penalty.isNone()) {
            words.add("none");
        }
    }

    private static void retraining(RetrainingPenalty added, List<String> words) {
        if (added == null) {
            return;
        }
        if (!added.penalty().isNone()) {
            penalty(added.penalty(), words);
        }
        if (added.hasTeacher()) {
            coefficient(words, "distill", added.distillation());
            if (added.temperature() != Distillation.TEMPERATURE) {
                words.add("t" + ShortestNumber.brief(added.temperature()));
            }
        }
    }

    private static void word(List<String> words, Enum<?> value, Enum<?> usual) {
        if (value != usual) {
            words.add(value.name().toLowerCase(Locale.ROOT));
        }
    }

    private static void coefficient(List<String> words, String name, Coefficient c) {
        if (c != null) {
            words.add(name
                    + ShortestNumber.brief(c.value())
                    + (c.start() > 0 ? "from" + c.start() : "")
                    + (c.warmUp() > 0 ? "up" + c.warmUp() : ""));
        }
    }

    private static void pruning(PruningChoice pruning, List<String> words) {
        words.add(OwnSource.shortName(pruning.importance()));
        if (!pruning.scope().equals("global")) {
            words.add(pruning.scope());
        }
        if (pruning.channels() == Channels.ALL) {
            words.add("coupled");
        }
        if (pruning.details() != null && pruning.details().steps() > 1) {
            words.add("steps" + pruning.details().steps());
        }
        words.add(pruning.target().kind().name().toLowerCase(Locale.ROOT)
                + ShortestNumber.brief(pruning.target().value()));
    }
}
