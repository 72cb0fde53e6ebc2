package org.featureflow.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import javax.imageio.ImageIO;
import org.featureflow.FeatureFlowException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFileTest {
    @TempDir
    Path folder;

    @Test
    void colours_become_planes_of_red_green_and_blue() {
        ImageFile.Picture picture = ImageFile.read(Pictures.plain(folder.resolve("a.png"), 2, 0x0A14C8));
        assertThat(picture.planes()).containsExactly(10, 10, 10, 10, 20, 20, 20, 20, 200, 200, 200, 200);
    }

    @Test
    void gray_values_stay_as_they_are_in_three_equal_planes() {
        for (String name : new String[] {"gray.png", "gray.jpg"}) {
            byte[] planes =
                    ImageFile.read(Pictures.gray(folder.resolve(name), 8, 100)).planes();
            assertThat(planes).hasSize(192).containsOnly(100);
        }
    }

    @Test
    void transparent_parts_become_white() {
        BufferedImage clear = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
        clear.setRGB(1, 0, 0xFF102030);
        byte[] planes = ImageFile.read(Pictures.save(folder.resolve("clear.png"), clear))
                .planes();
        assertThat(planes).containsExactly(255, 16, 255, 32, 255, 48);
    }

    @Test
    void truncated_files_are_refused_wherever_they_end() throws IOException {
        for (String name : new String[] {"busy.jpg", "busy.png"}) {
            for (double share : new double[] {0.95, 0.5, 0.1}) {
                Path file = Pictures.busy(folder.resolve(name), 64);
                Pictures.truncate(file, share);
                assertThatThrownBy(() -> ImageFile.read(file))
                        .as("%s, %s of it", name, share)
                        .isInstanceOf(FeatureFlowException.class)
                        .hasMessageContainingAll(file.toString(), "restore or remove it");
            }
        }
    }

    @Test
    void text_an_empty_file_and_a_link_to_nothing_are_refused() throws IOException {
        Path text = Files.writeString(folder.resolve("text.jpg"), "not an image");
        Path empty = Files.createFile(folder.resolve("empty.jpg"));
        Path link = Files.createSymbolicLink(folder.resolve("link.jpg"), folder.resolve("nothing"));
        for (Path file : new Path[] {text, empty, link}) {
            assertThatThrownBy(() -> ImageFile.read(file))
                    .isInstanceOf(FeatureFlowException.class)
                    .hasMessageContaining(file.toString());
        }
    }

    /** Java reads more formats than are meant here: what counts is what the file holds, not what it is called. */
    @Test
    void a_tiff_image_by_the_name_of_a_jpeg_is_refused() throws IOException {
        Path file = folder.resolve("x.jpg");
        assertThat(ImageIO.write(new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB), "tiff", file.toFile()))
                .isTrue();
        assertThatThrownBy(() -> ImageFile.read(file))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessage(file + " is not an image that can be read; restore or remove it.");
    }

    @Test
    void transparent_parts_of_gray_pictures_become_white_too() throws IOException {
        // Written byte by byte by Java's own codec: gray and alpha, one transparent and one opaque pixel of black.
        WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 2, 1, 2, null);
        raster.setPixel(1, 0, new int[] {0, 255});
        ComponentColorModel model = new ComponentColorModel(
                ColorSpace.getInstance(ColorSpace.CS_GRAY),
                true,
                false,
                Transparency.TRANSLUCENT,
                DataBuffer.TYPE_BYTE);
        Path file = Pictures.save(folder.resolve("ink.png"), new BufferedImage(model, raster, false, null));
        assertThat(ImageFile.read(file).planes()).containsExactly(255, 0, 255, 0, 255, 0);
    }

    /** Files of Pillow 11.1: one colour for print, (0, 200, 100, 50); Pillow's own {@code convert("RGB")} says what to expect. */
    @Test
    void jpegs_for_print_have_the_colours_that_other_tools_see() throws Exception {
        Map<String, int[]> pillow = Map.of("cmyk.jpg", new int[] {205, 44, 125}, "ycck.jpg", new int[] {0, 0, 104});
        for (Map.Entry<String, int[]> expected : pillow.entrySet()) {
            ImageFile.Picture picture = ImageFile.read(Path.of(
                    getClass().getResource("/pictures/" + expected.getKey()).toURI()));
            for (int c = 0; c < 3; c++) {
                assertThat(picture.planes()[c * 256 + 100] & 255)
                        .as("%s, channel %d", expected.getKey(), c)
                        .isCloseTo(expected.getValue()[c], within(1));
            }
        }
    }
}
