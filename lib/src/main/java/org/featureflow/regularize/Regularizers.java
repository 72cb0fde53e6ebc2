package org.featureflow.regularize;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.featureflow.FeatureFlowException;
import org.featureflow.OwnSource;
import org.featureflow.Spelling;

/**
 * The weight penalties by name. An entry here appears in {@code ffr train --regularizer NAME=COEFFICIENT}, in its help, in sweeps and in the
 * tests that every penalty has to pass.
 */
public final class Regularizers {
    private static final double GROWTH = 0.5;
    private static final int GROWTH_INTERVAL = 10;

    /**
     * A penalty that can be named.
     *
     * @param name how it is called on the command line
     * @param formula what is multiplied by the coefficient
     * @param source where it comes from
     * @param make makes it with a coefficient
     */
    public record Entry(String name, String formula, String source, Function<Coefficient, Regularizer> make) {}

    private static final List<Entry> ALL = List.of(
            new Entry("l1", "Σ|w|", "lasso", c -> new WeightL1(c, WeightScope.EVERYTHING)),
            new Entry("l2", "½ Σw²", "weight decay", c -> new WeightDecay(c, WeightScope.EVERYTHING)),
            new Entry(
                    "transformed-l1",
                    "Σ 2|w|/(1+|w|)",
                    "Zhang and Xin 2018",
                    c -> new TransformedL1(c, WeightScope.EVERYTHING, 1)),
            new Entry(
                    "hoyer-square",
                    "Σ_l (Σ|w|)²/Σw²",
                    "DeepHoyer, Yang et al. 2020",
                    c -> new HoyerSquare(c, WeightScope.EVERYTHING)),
            new Entry(
                    "group-lasso",
                    "Σ‖filter‖ + Σ‖input channel‖",
                    "structured sparsity learning, Wen et al. 2016",
                    GroupLasso::published),
            new Entry(
                    "sparse-group-lasso",
                    "½ √n Σ‖filter‖ + ½ Σ|w|",
                    "Simon et al. 2013",
                    c -> new SparseGroupLasso(c, WeightScope.BRANCHES, 0.5)),
            new Entry(
                    "group-hoyer-square",
                    "Σ_l ((Σ‖filter‖)² + (Σ‖input channel‖)²)/Σw²",
                    "DeepHoyer, Yang et al. 2020",
                    c -> new GroupHoyerSquare(c, WeightScope.CONVOLUTIONS)),
            new Entry("batch-norm-scale", "Σ|γ|", "network slimming, Liu et al. 2017", BatchNormScaleL1::new),
            new Entry("polarization", "1.2 Σ|γ| − Σ|γ − mean γ|", "Zhuang et al. 2020", c -> new Polarization(c, 1.2)),
            new Entry(
                    "growing",
                    "½ Σ(‖filter‖² + γ²) over each layer's smaller half, coefficient rising over half the training",
                    "after GReg-1, Wang et al. 2021; γ added as in Torch-Pruning, filters ranked anew in every step",
                    Regularizers::growing),
            new Entry(
                    "orthogonality",
                    "Σ_l ‖W Wᵀ − I‖²",
                    "SO, Bansal et al. 2018",
                    c -> new Orthogonality(c, WeightScope.EVERYTHING, false)),
            new Entry(
                    "double-orthogonality",
                    "Σ_l ‖W Wᵀ − I‖² + ‖Wᵀ W − I‖²",
                    "DSO, Bansal et al. 2018",
                    c -> new Orthogonality(c, WeightScope.EVERYTHING, true)));

    private Regularizers() {}

    private static Regularizer growing(Coefficient c) {
        Coefficient rising =
                c.warmUp() > 0 ? c : new Coefficient(c.value(), c.start(), Math.min(GROWTH, 1 - c.start()));
        return new GrowingPenalty(rising, GROWTH_INTERVAL, FilterChoice.smallest(0.5), WeightScope.INNER);
    }

    /**
     * All penalties that can be named.
     *
     * @return the entries, in the order help lists them
     */
    public static List<Entry> all() {
        return ALL;
    }

    /**
     * A penalty by its name.
     *
     * @param name such as {@code group-lasso}, or the source file of one's own, such as {@code mine/Quiet.java}: its class has a
     *     constructor that takes the {@link Coefficient}
     * @param coefficient its weight in the loss
     * @return the penalty
     * @throws FeatureFlowException if the name is unknown, with the names that are known, or the source cannot be compiled
     */
    public static Regularizer named(String name, Coefficient coefficient) {
        if (OwnSource.isMeantBy(name)) {
            return of(OwnSource.of(name), coefficient);
        }
        return entry(name).make().apply(coefficient);
    }

    /**
     * What there is to say of one of the toolkit's penalties.
     *
     * @param name such as {@code group-lasso}; hyphens and underscores are the same
     * @return the entry, with the name as it is listed
     * @throws FeatureFlowException if the name is unknown, with the names that are known
     */
    public static Entry entry(String name) {
        return ALL.stream()
                .filter(e -> Spelling.alike(e.name(), name))
                .findFirst()
                .orElseThrow(() -> new FeatureFlowException("There is no regulariser “" + name + "”; known are "
                        + ALL.stream().map(Entry::name).collect(Collectors.joining(", "))
                        + ", and the source file of one’s own (.java)."));
    }

    /**
     * A penalty of one's own.
     *
     * @param source a class that implements {@link Regularizer}, with a constructor that takes the {@link Coefficient}
     * @param coefficient its weight in the loss
     * @return the penalty
     * @throws FeatureFlowException if the file has changed since, cannot be compiled, or holds another kind of class
     */
    public static Regularizer of(OwnSource source, Coefficient coefficient) {
        return OwnRegularizer.of(source, coefficient);
    }

    /**
     * A penalty as the command line writes it: {@code NAME=COEFFICIENT[:START[:WARMUP]]}, start and warm-up as fractions of the training.
     *
     * @param text such as {@code l1=1e-5} or {@code group-lasso=1e-4:0.1:0.2}
     * @return the penalty
     * @throws FeatureFlowException if the text is not of that form
     */
    public static Regularizer parse(String text) {
        String otherwise =
                "A regulariser is written NAME=COEFFICIENT[:START[:WARMUP]], such as l1=1e-5, not “" + text + "”.";
        int equals = text.indexOf('=');
        if (equals < 1) {
            throw new FeatureFlowException(otherwise);
        }
        return named(text.substring(0, equals), Coefficient.parse(text.substring(equals + 1), otherwise));
    }

    /**
     * Help text for the command line.
     *
     * @return one line a penalty: name, formula, source
     */
    public static String help() {
        int width = ALL.stream().mapToInt(e -> e.name().length()).max().orElse(0);
        return ALL.stream()
                .map(e -> String.format("%-" + width + "s  %s (%s)", e.name(), e.formula(), e.source()))
                .collect(Collectors.joining("\n"));
    }
}
