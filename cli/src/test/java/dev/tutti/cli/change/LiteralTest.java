package dev.tutti.cli.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.cli.run.CommandFailure;
import dev.tutti.hdf5.DType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class LiteralTest {
    @Test
    void valuesAreWhatTheyLookLike() {
        assertThat(Literal.parse("5")).isEqualTo(5L);
        assertThat(Literal.parse("-2.5e3")).isEqualTo(-2500.0);
        assertThat(Literal.parse("nan")).isEqualTo(Double.NaN);
        assertThat(Literal.parse("true")).isEqualTo(true);
        assertThat(Literal.parse("mV/km")).isEqualTo("mV/km");
        assertThat(Literal.parse("\"5\"")).isEqualTo("5");
        assertThat(Literal.parse("[1, 2]")).isEqualTo(new long[] {1, 2});
        assertThat(Literal.parse("[1, 2.5]")).isEqualTo(new double[] {1, 2.5});
        assertThat(Literal.parse("[a, \"b, c\"]")).isEqualTo(new String[] {"a", "b, c"});
        assertThat(Literal.parse("2026-11-21")).isEqualTo("2026-11-21");
    }

    @Test
    void typesHaveNames() {
        assertThat(TypeName.parse("f32")).isEqualTo(DType.F32);
        assertThat(TypeName.parse("u16be")).hasToString("u16be");
        assertThat(TypeName.parse("string(8)")).hasToString("string(8)");
        assertThatThrownBy(() -> TypeName.parse("float")).isInstanceOf(CommandFailure.class);
    }

    @Test
    void tablesOfNumbersAreRead() throws IOException {
        Input whole = read("# made by hand\n1\n2\n\n3\n");
        assertThat(whole.type()).isEqualTo("i64");
        assertThat(whole.shape()).containsExactly(3);
        assertThat(whole.data()).isEqualTo(new long[] {1, 2, 3});
        Input table = read("time,ex\n0,1.5\n1,nan\n");
        assertThat(table.shape()).containsExactly(2, 2);
        assertThat(table.data()).isEqualTo(new double[] {0, 1.5, 1, Double.NaN});
        Input names = read("ab\nc d\n");
        assertThat(names.type()).isEqualTo("string");
    }

    @Test
    void rowsMustBeOfOneLength() {
        assertThatThrownBy(() -> read("1,2\n3\n"))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("row 2");
    }

    private static Input read(String text) throws IOException {
        return Input.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }
}
