package org.featureflow.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;
import org.featureflow.FeatureFlowException;
import org.featureflow.sweep.RunnerSettings;
import org.junit.jupiter.api.Test;

class SparkSettingsTest {
    private static Map<String, String> settings(String on, Map<String, String> options) {
        return SparkSettings.of(
                Place.of(on).orElseThrow(),
                RunnerSettings.of(options),
                options,
                Map.of("DJL_CACHE_DIR", "/cache/djl", "HOME", "/home/me"),
                "/a/classes:/b.jar");
    }

    @Test
    void anExecutorRunsOneTrialAtATimeWithTheThreadsItIsGiven() {
        assertThat(settings("spark://host:7077", Map.of("threads", "3")))
                .containsEntry("spark.task.cpus", "3")
                .containsEntry("spark.executor.cores", "3")
                .containsEntry("spark.executorEnv.OMP_NUM_THREADS", "3")
                .hasEntrySatisfying(
                        "spark.executor.extraJavaOptions",
                        flags -> assertThat(flags)
                                .contains("-Dai.djl.pytorch.num_threads=3", "--enable-native-access=ALL-UNNAMED"));
    }

    @Test
    void executorsFindTheBuildAndTheNativeLibraryOfTheDriver() {
        assertThat(settings("spark://host:7077", Map.of()))
                .containsEntry("spark.executor.extraClassPath", "/a/classes:/b.jar")
                .containsEntry("spark.executorEnv.DJL_CACHE_DIR", "/cache/djl")
                .doesNotContainKey("spark.executorEnv.HOME")
                .doesNotContainKey("spark.driver.host");
        assertThat(settings("k8s://https://host:6443", Map.of()))
                .as("paths of this machine mean nothing in a container")
                .doesNotContainKeys("spark.executor.extraClassPath", "spark.executorEnv.DJL_CACHE_DIR");
    }

    @Test
    void aPodHasRoomForWhatLiesOutsideTheHeap() {
        String overhead = "spark.executor.memoryOverhead";
        assertThat(settings("k8s://https://host:6443", Map.of())).containsEntry(overhead, "4g");
        assertThat(settings("k8s://https://host:6443", Map.of(overhead, "9g"))).containsEntry(overhead, "9g");
        assertThat(settings("spark://host:7077", Map.of())).doesNotContainKey(overhead);
    }

    @Test
    void aDeviceOfGpuAsksSparkForOneGpuATask() {
        assertThat(settings("spark://host:7077", Map.of("device", "gpu")))
                .containsEntry("spark.task.resource.gpu.amount", "1")
                .containsEntry("spark.executor.resource.gpu.amount", "1");
        assertThat(settings("spark://host:7077", Map.of())).doesNotContainKey("spark.task.resource.gpu.amount");
    }

    @Test
    void whatTheUserSaysOfSparkComesLastButTwoCopiesOfATrialNeverRun() {
        assertThat(settings(
                        "spark://host:7077",
                        Map.of(
                                "spark.executor.memory", "8g",
                                "spark.executor.extraJavaOptions", "-Dx=y",
                                "spark.speculation", "true")))
                .containsEntry("spark.executor.memory", "8g")
                .containsEntry("spark.speculation", "false")
                .hasEntrySatisfying(
                        "spark.executor.extraJavaOptions",
                        flags -> assertThat(flags)
                                .startsWith("-XX:+IgnoreUnrecognizedVMOptions ")
                                .endsWith(" -Dx=y"));
    }

    @Test
    void localModeNeedsNoNetworkAndNoExecutors() {
        assertThat(settings("local[2]", Map.of()))
                .containsEntry("spark.master", "local[2]")
                .containsEntry("spark.driver.host", "127.0.0.1")
                .doesNotContainKeys("spark.executor.cores", "spark.task.cpus");
    }

    @Test
    void trialsThatShareAJvmShareItsCores() {
        int cores = Runtime.getRuntime().availableProcessors();
        assertThat(threads("local[" + cores + "]", Map.of())).isEqualTo(cores == 1 ? 0 : 1);
        assertThat(threads("spark", Map.of())).as("as they are").isZero();
        assertThat(threads("spark", Map.of("threads", "2"))).isEqualTo(2);
        assertThat(threads("spark://host:7077", Map.of())).isEqualTo(1);
    }

    private static int threads(String on, Map<String, String> options) {
        return SparkSettings.threads(Place.of(on).orElseThrow(), RunnerSettings.of(options));
    }

    @Test
    void placesOfSparkAreToldFromOthers() {
        assertThat(Stream.of("spark", "local[2]", "local[*]", "spark://a:1,b:2", "k8s://https://h:6443")
                        .map(on -> Place.of(on).orElseThrow().master()))
                .containsExactly("local[1]", "local[2]", "local[*]", "spark://a:1,b:2", "k8s://https://h:6443");
        assertThat(Stream.of("local", "pool:2", "spark://", "spark://a", "yarn", "local[]", "")
                        .map(Place::of))
                .allMatch(place -> place.isEmpty());
    }

    @Test
    void aTaskTakesTheGpuThatSparkGaveIt() {
        assertThat(TaskDevice.of("gpu", "3", false)).isEqualTo("gpu:3");
        assertThat(TaskDevice.of("auto", "3", false)).isEqualTo("gpu:3");
        assertThat(TaskDevice.of("cpu", "3", false)).isEqualTo("cpu");
        assertThat(TaskDevice.of("auto", null, false)).isEqualTo("cpu");
        assertThat(TaskDevice.of("auto", null, true)).isEqualTo("auto");
        assertThat(TaskDevice.of("gpu:1", null, false)).isEqualTo("gpu:1");
    }

    @Test
    void anUnknownOptionIsRefused() {
        assertThatThrownBy(() -> SparkSettings.requireKnown(Map.of("memory", "8g")))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessage("Sweeps on Spark have no option “memory”; known are threads, time-limit, device, wait and"
                        + " Spark's own, which begin with spark. .");
    }

    @Test
    void theJvmOptionsAreThoseThatThisSparkAsksFor() throws IOException {
        List<String> ours = Files.readAllLines(Path.of("jvm.options")).stream()
                .filter(line -> !line.startsWith("#"))
                .toList();
        assertThat(ours).allMatch(List.of(JavaModuleOptions.defaultModuleOptionArray())::contains);
        assertThat(ours)
                .containsAll(Stream.of(JavaModuleOptions.defaultModuleOptionArray())
                        .filter(option -> option.startsWith("--add-opens"))
                        // Gone since JDK 24, which says so to the user; nothing here needs it.
                        .filter(option -> !option.contains("sun.security.action"))
                        .toList());
    }

    @Test
    void aPageOfSparkBecomesASentence() {
        assertThat(
                        explained(
                                "Job aborted due to stage failure: Task 0 in stage 3.0 failed 4 times, most recent"
                                        + " failure: Lost task 0.3 in stage 3.0 (TID 7) (127.0.0.1 executor 3): ExecutorLostFailure (executor 3"
                                        + " exited caused by one of the running tasks) Reason: Command exited with code 134\nDriver stacktrace:"))
                .isEqualTo(
                        "Spark gave it up after 4 attempts; the last ended with: Command exited with code 134. The work"
                                + " folder of the executor's worker has its error output.");
        assertThat(explained("Job 3 cancelled because SparkContext was shut down\nand more"))
                .isEqualTo("Spark gave it up: Job 3 cancelled because SparkContext was shut down.");
    }

    private static String explained(String message) {
        return SubmittedTrial.explain(new IllegalStateException(message));
    }

    @Test
    void foldersOfThisProcessAreNamedAbsolutelyForExecutorsElsewhere() {
        Map<String, String> all = SparkSettings.of(
                Place.of("spark://host:7077").orElseThrow(),
                RunnerSettings.DEFAULT,
                Map.of(),
                Map.of("FEATUREFLOW_DATA", "data", "XDG_CACHE_HOME", "/caches", "GOMP_SPINCOUNT", "2000"),
                "/a");
        assertThat(all)
                .containsEntry(
                        "spark.executorEnv.FEATUREFLOW_DATA",
                        Path.of("data").toAbsolutePath().toString())
                .containsEntry("spark.executorEnv.XDG_CACHE_HOME", "/caches")
                .containsEntry("spark.executorEnv.GOMP_SPINCOUNT", "2000");
    }

    @Test
    void executorsGetTheLibraryForGpusThatWasChosen() {
        Map<String, String> chosen = Map.of("PYTORCH_LIBRARY_PATH", "/torch/lib", "LD_LIBRARY_PATH", "/cuda");
        Place place = Place.of("spark://host:7077").orElseThrow();
        assertThat(SparkSettings.of(place, RunnerSettings.DEFAULT, Map.of(), chosen, "/a"))
                .containsEntry("spark.executorEnv.PYTORCH_LIBRARY_PATH", "/torch/lib")
                .containsEntry("spark.executorEnv.LD_LIBRARY_PATH", "/cuda");
        assertThat(SparkSettings.of(place, RunnerSettings.DEFAULT, Map.of(), Map.of("LD_LIBRARY_PATH", "/own"), "/a"))
                .as("the workers' own")
                .doesNotContainKey("spark.executorEnv.LD_LIBRARY_PATH");
    }
}
