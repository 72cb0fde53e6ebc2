package org.featureflow.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.featureflow.FeatureFlowException;
import org.featureflow.data.Images;
import org.featureflow.data.Synthetic;
import org.featureflow.train.Recipes;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.XYStyler;

class TrajectoryChartTest {
    private static Map<String, List<double[]>> paths() {
        Map<String, List<double[]>> paths = new LinkedHashMap<>();
        paths.put("long", List.of(new double[] {0, 0}, new double[] {10, 1}));
        paths.put("short", List.of(new double[] {1, 1}, new double[] {2, 3}, new double[] {3, 3}));
        return paths;
    }

    @Test
    void pathsHaveTheirPointsInOrderAndABlackDotAtTheStart() {
        XYChart chart = TrajectoryChart.of("Paths", "x", "y", paths());
        assertThat(chart.getSeries("short").getXData()).containsExactly(1, 2, 3);
        assertThat(chart.getSeries("short").getYData()).containsExactly(1, 3, 3);
        assertThat(chart.getSeries("start").getXData()).containsExactly(0, 1);
        BufferedImage image = ChartImage.of(chart);
        int dots = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                dots += (image.getRGB(x, y) & 0xFFFFFF) == 0 ? 1 : 0;
            }
        }
        assertThat(dots).as("black pixels").isGreaterThan(100);
    }

    @Test
    void bothAxesHaveOneScaleAndShowEveryPoint() {
        XYStyler style = TrajectoryChart.of("Paths", "x", "y", paths()).getStyler();
        double width = style.getXAxisMax() - style.getXAxisMin();
        double height = style.getYAxisMax() - style.getYAxisMin();
        assertThat(width / height).isCloseTo(1.7, within(1e-9));
        assertThat(style.getXAxisMin()).isLessThan(0);
        assertThat(style.getXAxisMax()).isGreaterThan(10);
    }

    @Test
    void pathsWithoutPointsOrWithoutNumbersAreRefused() {
        assertThatThrownBy(() -> TrajectoryChart.of("Paths", "x", "y", Map.of("empty", List.of())))
                .isInstanceOf(FeatureFlowException.class);
        assertThatThrownBy(() ->
                        TrajectoryChart.of("Paths", "x", "y", Map.of("p", List.of(new double[] {Double.NaN, 1}))))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("two finite coordinates");
    }

    @Test
    void aScheduleIsDrawnInLearningRates() {
        XYChart chart = ScheduleChart.of(Map.of("paper", Recipes.paper()));
        double[] rates = chart.getSeries("paper").getYData();
        assertThat(rates[0]).isEqualTo(0.1);
        assertThat(rates[rates.length * 6 / 10]).isCloseTo(0.01, within(1e-12));
        assertThat(rates[rates.length - 1]).isCloseTo(0.001, within(1e-12));
    }

    @Test
    void aGridShowsEveryImageInItsPlace() {
        Images images = Synthetic.of(5, 0, 16, 1).train();
        BufferedImage grid = ImageGrid.of(images, 5, 3);
        assertThat(grid.getWidth()).isEqualTo(3 * 156 + 12);
        assertThat(grid.getHeight()).isEqualTo(2 * 190 + 12);
        BufferedImage last = images.picture(4);
        assertThat(grid.getRGB(12 + 156 + 4, 12 + 190 + 4)).isEqualTo(last.getRGB(0, 0));
        assertThat(ImageGrid.of(images, 2, 3).getHeight()).isEqualTo(190 + 12);
        assertThatThrownBy(() -> ImageGrid.of(images, 0, 3)).isInstanceOf(FeatureFlowException.class);
    }
}
