package dev.tutti.cli.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Text becomes numbers where all of it is, and is never in memory many times as large as it is. */
final class InputTest {
    private static Input input(String text) throws IOException {
        return Input.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static void is(String text, String type, Object data, long... shape) throws IOException {
        Input input = input(text);
        assertThat(input.type()).as(text).isEqualTo(type);
        assertThat(input.data()).as(text).isEqualTo(data);
        assertThat(input.shape()).as(text).isEqualTo(shape);
    }

    @Test
    void theTypeIsThatOfAllRows() throws IOException {
        is("1\n2\n", "i64", new long[] {1, 2}, 2);
        is("1\n2.5\n\n# a remark\nnan\n", "f64", new double[] {1, 2.5, Double.NaN}, 3);
        is("a,b\n1,2\n3,4\n", "i64", new long[] {1, 2, 3, 4}, 2, 2);
        is("x\n1.5\n", "f64", new double[] {1.5}, 1);
        is("x\n", "string", new String[] {"x"}, 1);
        is("1\nx\n", "string", new String[] {"1", "x"}, 2);
        is("", "i64", new long[0], 0);
        assertThatThrownBy(() -> input("a,b\n1,2\n3\n")).hasMessage("row 2 has 1 fields, the first has 2");
    }

    @Test
    void manyRowsAreNotKeptAsText() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 400_000; i++) {
            text.append(i).append(".5,").append(-i).append(".25\n");
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        text.setLength(0);
        System.gc();
        long before = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        long[] most = {0};
        Input input = Input.read(new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                int read = super.read(target, offset, length);
                if (read < 0) {
                    most[0] = ManagementFactory.getMemoryMXBean()
                            .getHeapMemoryUsage()
                            .getUsed();
                }
                return read;
            }
        });
        assertThat((double[]) input.data()).hasSize(800_000).endsWith(399_999.5, -399_999.25);
        // Read to its end, the text has been copied, and not been cut into objects for each field: those would be
        // twenty times as large.
        assertThat(most[0] - before).isLessThan(3L * bytes.length);
    }
}
