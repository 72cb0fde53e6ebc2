package org.featureflow.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.featureflow.FeatureFlowException;
import org.featureflow.compare.Sample;
import org.featureflow.nn.Architectures;
import org.featureflow.nn.Network;
import org.featureflow.sparsity.LayerSparsity;
import org.featureflow.sparsity.SparsityReport;
import org.featureflow.sparsity.WeightTensor;
import org.featureflow.train.EpochMetrics;
import org.featureflow.train.History;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.internal.series.Series;
import org.knowm.xchart.style.markers.SeriesMarkers;

class ChartsTest {
    private static final Path PICTURES = Path.of("target", "charts");

    private static float[] normal(long seed, int count, double deviation) {
        Random random = new Random(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (deviation * random.nextGaussian());
        }
        return values;
    }

    private static History history(int epochs, double rate) {
        History history = History.EMPTY;
        for (int e = 1; e <= epochs; e++) {
            double loss = 2.3 * Math.exp(-rate * e);
            Map<String, Double> terms = Map.of("gradient", 100 * loss);
            history = history.with(new EpochMetrics(e, e, 0.1, loss, 0.01, terms, 1 - loss / 2.3, null, 1, 100));
        }
        return history;
    }

    private static List<String> names(Chart<?, ?> chart) {
        return chart.getSeriesCollection().stream().map(Series::getName).toList();
    }

    /** Draws the chart, keeps the picture for people to look at, and makes sure that there is something in it. */
    private static void draw(String name, Chart<?, ?> chart) {
        BufferedImage image = ChartImage.of(chart);
        assertThat(image.getWidth()).isEqualTo(2 * ChartStyle.WIDTH);
        assertThat(image.getHeight()).isEqualTo(2 * ChartStyle.HEIGHT);
        int first = ChartStyle.color(0).getRGB();
        long pixels = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                pixels += image.getRGB(x, y) == first ? 1 : 0;
            }
        }
        assertThat(pixels).as("pixels in the first series' colour").isGreaterThan(100);
        byte[] png = ChartImage.png(chart);
        assertThat(ChartImage.png(chart)).as("drawn again").isEqualTo(png);
        try {
            Files.createDirectories(PICTURES);
            Files.write(PICTURES.resolve(name + ".png"), png);
            assertThat(ImageIO.read(new ByteArrayInputStream(png)).getWidth()).isEqualTo(image.getWidth());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aWeightHistogramCountsEveryWeightOnceOnALogarithmicAxis() {
        Map<String, float[]> weights = new LinkedHashMap<>();
        weights.put("plain", normal(1, 20_000, 0.1));
        weights.put("feature flow", normal(2, 20_000, 0.02));
        XYChart chart = WeightCharts.values(weights, "Weights", "weight");
        double[] counts = chart.getSeries("plain").getYData();
        double sum = 0;
        for (int i = 0; i + 1 < counts.length; i++) {
            sum += counts[i] < 1 ? 0 : counts[i];
        }
        assertThat(sum).isEqualTo(20_000);
        assertThat(Arrays.stream(counts)).allMatch(c -> c > 0);
        draw("weights", chart);
    }

    @Test
    void networksWithoutFiniteWeightsAreRefused() {
        assertThatThrownBy(() -> WeightCharts.values(Map.of(), "Weights", "weight"))
                .isInstanceOf(FeatureFlowException.class);
        draw("zero-weights", WeightCharts.values(Map.of("zeros", new float[10]), "Weights", "weight"));
    }

    @Test
    void weightsAreRelativeToTheirLayer() {
        // √((9 + 16) / 2) = 3.5355
        assertThat(WeightCharts.relative(new WeightTensor(new float[] {3, -4}, 1, 2, 1)))
                .containsExactly(new float[] {0.8485f, -1.1314f}, within(1e-4f));
        try (Network network = Network.create(Architectures.named("resnet20@0.25"), 1)) {
            Map<String, Network> networks = Map.of("start", network);
            draw("relative-weights", WeightCharts.weights(networks));
            draw("lorenz-networks", LorenzChart.ofNetworks(networks));
            XYChart norms = WeightCharts.filterNorms(networks);
            double[] y = norms.getSeries("start").getYData();
            assertThat(Arrays.stream(y).limit(y.length - 1).sum()).isEqualTo(172);
        }
    }

    @Test
    void filterNormsAreRelativeToTheLayersLargest() {
        try (Network network = Network.create(Architectures.named("resnet20@0.25"), 1)) {
            Map<String, SparsityReport> reports = Map.of("start", SparsityReport.of(network));
            float[] norms = FilterNormCharts.relativeNorms(reports.get("start"));
            assertThat(norms).hasSize(172);
            XYChart histogram = FilterNormCharts.histogram(reports);
            draw("filter-norms", histogram);
            XYChart sorted = FilterNormCharts.sorted(reports);
            double[] y = sorted.getSeries("start").getYData();
            assertThat(y[0]).isEqualTo(1);
            assertThat(y).isSortedAccordingTo((a, b) -> Double.compare(b, a));
            draw("filter-norms-sorted", sorted);
        }
    }

    @Test
    void lorenzCurvesLieBelowTheDiagonal() {
        Map<String, float[]> weights = new LinkedHashMap<>();
        weights.put("normal", normal(1, 10_000, 1));
        weights.put("one in ten", sparse());
        XYChart chart = LorenzChart.of(weights);
        assertThat(names(chart)).containsExactly("normal (Gini 0.418)", "one in ten (Gini 0.900)", "equal weights");
        double[] y = chart.getSeries("one in ten (Gini 0.900)").getYData();
        assertThat(y[180]).isCloseTo(0, within(1e-9));
        assertThat(y[200]).isCloseTo(1, within(1e-9));
        draw("lorenz", chart);
    }

    private static float[] sparse() {
        float[] values = new float[1000];
        for (int i = 0; i < 100; i++) {
            values[i * 10] = i % 2 == 0 ? 1 : -1;
        }
        return values;
    }

    @Test
    void layersAreBarsInOrderOfComputation() {
        CategoryChart widths = LayerBars.widths(Map.of(
                "dense", Architectures.named("vgg16"),
                "half", Architectures.named("vgg16@0.5")));
        assertThat(names(widths)).containsExactly("dense", "half");
        assertThat(widths.getSeries("half").getYData()).startsWith(32.0, 32.0, 64.0);
        draw("widths", widths);
        try (Network network = Network.create(Architectures.named("resnet20@0.25"), 1)) {
            draw(
                    "kurtosis",
                    LayerBars.measure(
                            "Kurtosis",
                            "kurtosis",
                            Map.of("start", SparsityReport.of(network)),
                            (LayerSparsity l) -> l.spread().kurtosis()));
        }
        assertThatThrownBy(() ->
                        LayerBars.widths(Map.of("a", Architectures.named("vgg16"), "b", Architectures.named("vgg11"))))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("same layers");
    }

    @Test
    void trainingsAreCurvesOverEpochs() {
        Map<String, History> histories = new LinkedHashMap<>();
        histories.put("plain", history(12, 0.3));
        histories.put("feature flow", history(8, 0.2));
        XYChart loss = TrainingCharts.loss(histories);
        assertThat(loss.getSeries("feature flow").getXData()).startsWith(1).endsWith(8);
        draw("loss", loss);
        assertThat(names(TrainingCharts.validationAccuracy(histories)))
                .as("nothing was held out")
                .isEmpty();
        draw("accuracy", TrainingCharts.trainingAccuracy(histories));
        draw("term", TrainingCharts.term(histories, "gradient"));
        assertThat(names(TrainingCharts.term(histories, "unknown"))).isEmpty();
    }

    @Test
    void aSingleEpochIsAPointAsItMakesNoLine() {
        XYChart chart = TrainingCharts.loss(Map.of("short", history(1, 0.3), "long", history(2, 0.3)));
        draw("one-epoch", chart);
        assertThat(chart.getSeries("short").getMarker()).isSameAs(SeriesMarkers.CIRCLE);
        assertThat(chart.getSeries("long").getMarker()).isSameAs(SeriesMarkers.NONE);
    }

    @Test
    void tradeOffsHaveErrorBarsWhereThereAreSeveralSeeds() {
        Map<String, List<TradeOff.Point>> methods = new LinkedHashMap<>();
        methods.put("L1", List.of(new TradeOff.Point(0.5, 0.9, 0.01), new TradeOff.Point(0.25, 0.8, 0.02)));
        methods.put("random", List.of(new TradeOff.Point(0.25, 0.7, 0), new TradeOff.Point(0.5, 0.85, 0)));
        XYChart chart = TradeOff.of("Pruned ResNet-20", "MACs, share kept", methods);
        assertThat(chart.getSeries("L1").getXData()).containsExactly(0.25, 0.5);
        assertThat(chart.getSeries("L1").getExtraValues()).containsExactly(2, 1);
        assertThat(chart.getSeries("random").getExtraValues()).isNull();
        draw("trade-off", chart);
    }

    @Test
    void dotsNameWhatIsTooFarBelowToBeDrawn() {
        Map<String, Sample> rows = new LinkedHashMap<>();
        rows.put("no penalty", new Sample(List.of(70.0, 71.0)));
        rows.put("collapsed", new Sample(List.of(21.0, 21.5)));
        rows.put("L1", new Sample(List.of(72.0, 72.5)));
        rows.put("one seed", new Sample(List.of(73.0)));
        XYChart chart = DotChart.of("Methods", "accuracy, %", rows);
        assertThat(chart.getSeries("no penalty").getXData()).containsExactly(70.5);
        assertThat(chart.getSeries("no penalty").getYData()).containsExactly(4);
        assertThat(chart.getSeries("L1 ±").getXData())
                .containsExactly(new double[] {72.25 - Math.sqrt(0.125), 72.25 + Math.sqrt(0.125)}, within(1e-9));
        assertThat(chart.getSeries("one seed ±").getXData()).containsExactly(73, 73);
        assertThat(chart.getSeriesCollection()).extracting(Series::getName).doesNotContain("collapsed");
        assertThat(Stream.of(4.0, 3.0, 2.0, 1.0).map(chart.getStyler().getYAxisTickLabelsFormattingFunction()))
                .containsExactly("no penalty", "collapsed (21.3, below)", "L1", "one seed");
        assertThat(chart.getStyler().getXAxisMin()).isBetween(68.0, 69.5);
        assertThat(ChartImage.of(chart).getHeight()).isEqualTo(2 * (150 + 4 * 24));
        assertThat(ChartImage.of(DotChart.of("Nothing", "accuracy, %", Map.of()))
                        .getHeight())
                .isPositive();
    }

    @Test
    void dotsAreNotSquashedByOneThatMayLieAnywhere() {
        Map<String, Sample> rows = new LinkedHashMap<>();
        rows.put("no penalty", new Sample(List.of(82.5, 83.4)));
        rows.put("now and then collapsed", new Sample(List.of(10.0, 81.1)));
        rows.put("worse", new Sample(List.of(75.7, 76.3)));
        rows.put("L1", new Sample(List.of(83.3, 83.5)));
        XYChart chart = DotChart.of("Methods", "accuracy, %", rows);
        assertThat(chart.getSeriesCollection()).extracting(Series::getName).contains("worse", "L1");
        assertThat(chart.getSeries("now and then collapsed")).isNull();
        assertThat(chart.getStyler().getYAxisTickLabelsFormattingFunction().apply(3.0))
                .isEqualTo("now and then collapsed (seeds: 10.0, 81.1)");
        assertThat(chart.getStyler().getXAxisMin()).isBetween(74.0, 75.5);
    }

    @Test
    void aLegendThatWouldBeCutOffStandsToTheRightAndTheChartIsWider() {
        Map<String, List<TradeOff.Point>> methods = new LinkedHashMap<>();
        for (int i = 0; i < 9; i++) {
            methods.put(
                    "a method of some length " + i,
                    List.of(new TradeOff.Point(1, 0.9, 0), new TradeOff.Point(2, i / 10.0, 0)));
        }
        XYChart chart = TradeOff.of("Nine methods", "MACs", methods);
        BufferedImage image = ChartImage.of(chart);
        assertThat(image.getWidth()).isGreaterThan(2 * ChartStyle.WIDTH + 200);
        assertThat(chart.getWidth()).isEqualTo(image.getWidth() / 2);
        assertThat(ChartImage.of(chart).getWidth()).as("drawn again").isEqualTo(image.getWidth());
        assertThat(lastDark(image))
                .as("text ends before the edge")
                .isGreaterThan(2 * ChartStyle.WIDTH)
                .isLessThan(image.getWidth() - 4);
    }

    private static int lastDark(BufferedImage image) {
        for (int x = image.getWidth() - 1; x >= 0; x--) {
            for (int y = 0; y < image.getHeight(); y++) {
                if ((image.getRGB(x, y) & 0xFF) < 128) {
                    return x;
                }
            }
        }
        return -1;
    }

    @Test
    void seriesThatRepeatAColourAreDashedAndHaveAnotherMarkerThanTheFirstOfTheirColour() {
        int colors = ChartStyle.colors();
        Map<String, List<TradeOff.Point>> methods = new LinkedHashMap<>();
        for (int i = 0; i < 3 * colors; i++) {
            methods.put("m" + i, List.of(new TradeOff.Point(i, 0.5, 0)));
        }
        XYChart chart = TradeOff.of("Many", "MACs", methods);
        ChartImage.of(chart);
        XYSeries first = chart.getSeries("m0");
        XYSeries second = chart.getSeries("m" + colors);
        XYSeries third = chart.getSeries("m" + 2 * colors);
        assertThat(List.of(second.getLineColor(), third.getLineColor())).containsOnly(first.getLineColor());
        assertThat(first.getLineStyle().getDashArray()).isNull();
        assertThat(second.getLineStyle().getDashArray())
                .isNotNull()
                .isNotEqualTo(third.getLineStyle().getDashArray());
        assertThat(List.of(first.getMarker(), second.getMarker(), third.getMarker()))
                .doesNotHaveDuplicates();
    }

    @Test
    void mapsWithoutOrderAreTakenByName() {
        XYChart chart = WeightCharts.values(Map.of("c", sparse(), "a", sparse(), "b", sparse()), "Weights", "weight");
        assertThat(names(chart)).containsExactly("a", "b", "c");
    }

    @Test
    void svgHasTheSeriesInItsColour() {
        String svg = ChartImage.svg(WeightCharts.values(Map.of("a", sparse()), "Weights", "weight"));
        assertThat(svg.substring(0, 5)).isEqualTo("<?xml");
        assertThat(svg.contains("<svg")).isTrue();
        assertThat(svg.contains("#0072b2")).as("blue").isTrue();
    }
}
