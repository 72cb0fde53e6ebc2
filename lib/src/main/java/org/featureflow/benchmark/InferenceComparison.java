package org.featureflow.benchmark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.featureflow.FeatureFlowException;
import org.featureflow.Folders;
import org.featureflow.cost.Timing;
import org.featureflow.cost.WarmUp;
import org.featureflow.io.NetworkFile;
import org.featureflow.io.NetworkNotes;
import org.featureflow.io.onnx.OnnxFile;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.FoldedBatchNorm;
import org.featureflow.nn.Network;

/**
 * Times inference of several networks in several engines: every network in every engine is a process of its own, and they take turns.
 *
 * @param engines what computes
 * @param batches images in a batch, measured from the smallest to the largest
 * @param rounds turns of each contender at each batch size
 * @param threads threads of every contender
 * @param warmUp of each contender at each batch size
 */
public record InferenceComparison(
        List<InferenceEngine> engines, List<Integer> batches, int rounds, int threads, WarmUp warmUp) {
    private record Contender(String network, InferenceEngine engine, long fileBytes, StepProcess process) {}

    /**
     * Copies the lists and checks the numbers.
     *
     * @throws FeatureFlowException if nothing would be measured
     */
    public InferenceComparison {
        engines = List.copyOf(engines);
        batches = batches.stream().sorted().distinct().toList();
        if (engines.isEmpty() || batches.isEmpty() || batches.get(0) < 1 || rounds < 1 || threads < 1) {
            throw new FeatureFlowException(
                    "Inference is measured with at least one engine, batch of one image, round and thread.");
        }
    }

    /**
     * With the usual two seconds to warm up.
     *
     * @param engines what computes
     * @param batches images in a batch, measured from the smallest to the largest
     * @param rounds turns of each contender at each batch size
     * @param threads threads of every contender
     * @throws FeatureFlowException if nothing would be measured
     */
    public InferenceComparison(List<InferenceEngine> engines, List<Integer> batches, int rounds, int threads) {
        this(engines, batches, rounds, threads, WarmUp.USUAL);
    }

    /**
     * Runs the comparison.
     *
     * @param networks label → network, in the order to be measured
     * @param progress told what is happening
     * @return for every batch size every network in every engine
     */
    public List<InferenceTiming> run(Map<String, Network> networks, Consumer<String> progress) {
        Path folder = Folders.temporary("featureflow-infer");
        List<Contender> contenders = new ArrayList<>();
        try {
            for (Map.Entry<String, Network> e : networks.entrySet()) {
                for (InferenceEngine engine : engines) {
                    Path file = folder.resolve(contenders.size() + "." + engine.label());
                    write(e.getValue(), engine, file);
                    contenders.add(start(e.getKey(), e.getValue().spec().input(), engine, file));
                }
            }
            List<InferenceTiming> timings = new ArrayList<>();
            for (int batch : batches) {
                progress.accept("batch " + batch + ": " + contenders.size() + " contenders in turn");
                timings.addAll(measure(contenders, batch));
            }
            return timings;
        } finally {
            contenders.forEach(c -> c.process().close());
            Folders.deleteQuietly(folder);
        }
    }

    private static void write(Network network, InferenceEngine engine, Path file) {
        if (engine == InferenceEngine.ONNXRUNTIME) {
            OnnxFile.write(network, file, NetworkNotes.NONE, false);
        } else if (engine == InferenceEngine.DJL_FOLDED) {
            try (Network folded = FoldedBatchNorm.of(network)) {
                NetworkFile.save(folded, file, NetworkNotes.NONE);
            }
        } else {
            NetworkFile.save(network, file, NetworkNotes.NONE);
        }
    }

    private Contender start(String network, FeatureShape image, InferenceEngine engine, Path file) {
        StepProcess process = StepProcess.java(
                network + " in " + engine.label(),
                InferenceServer.class,
                List.of("-Dai.djl.pytorch.num_threads=" + threads),
                List.of(
                        engine.label(),
                        file.toString(),
                        Integer.toString(threads),
                        Integer.toString(image.channels()),
                        Integer.toString(image.height()),
                        Integer.toString(image.width())));
        return new Contender(network, engine, file.toFile().length(), process);
    }

    private List<InferenceTiming> measure(List<Contender> contenders, int batch) {
        String once = batch + " 1";
        contenders.forEach(c -> warmUp.run(() -> c.process().time(once)));
        Map<Contender, List<Double>> times = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (Contender c : contenders) {
                times.computeIfAbsent(c, k -> new ArrayList<>()).add(c.process().time(once)[0]);
            }
        }
        List<InferenceTiming> timings = new ArrayList<>();
        times.forEach((c, t) -> timings.add(new InferenceTiming(
                c.engine().label(),
                Timing.of(c.network(), batch, t),
                c.fileBytes(),
                c.process().peakMemory())));
        return timings;
    }
}
