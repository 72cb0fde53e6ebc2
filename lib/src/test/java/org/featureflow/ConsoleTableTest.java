package org.featureflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class ConsoleTableTest {
    @Test
    void columns_are_as_wide_as_their_content_and_numbers_are_grouped_on_the_right() {
        ConsoleTable table = new ConsoleTable().left("layer").right("MACs").row("conv1", 1234567L);
        table.line().row("all", null);
        assertThat(table.toString())
                .isEqualTo(
                        "layer       MACs\n----------------\nconv1  1,234,567\n----------------\nall            -\n");
    }

    /** A file that somebody else made may hold them: a terminal would obey. */
    @Test
    void control_characters_become_question_marks() {
        ConsoleTable table = new ConsoleTable().left("run").right("epochs").row("a\u001b[2Jb\n", 1L);
        assertThat(table.toString()).endsWith("\na?[2Jb?       1\n");
    }

    @Test
    void a_row_of_the_wrong_length_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ConsoleTable().left("layer").row("a", "b"));
    }
}
