package dev.tutti.format.superblock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.io.Widths;
import dev.tutti.testkit.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MultiFileRoundTripTest {
    private static MultiFile decode(byte[] bytes) {
        return MultiFile.decode(ByteSource.of("test", Widths.EIGHT, bytes));
    }

    @Test
    void partsComeBackWithNamesAndAddresses() {
        Seeds.repeat(200, random -> {
            List<Integer> map = random.ints(6, 0, 7).boxed().toList();
            long members = IntStream.range(0, 6)
                    .map(kind -> map.get(kind) == 0 ? kind + 1 : map.get(kind))
                    .distinct()
                    .count();
            List<MultiFile.Part> parts = new ArrayList<>();
            for (int i = 0; i < members; i++) {
                parts.add(new MultiFile.Part(
                        random.nextLong(), random.nextLong(), "%s-é" + "x".repeat(random.nextInt(20))));
            }
            MultiFile file = new MultiFile(map, parts);
            ByteSink sink = new ByteSink(Widths.EIGHT);
            file.encode(sink);
            assertThat(decode(sink.toByteArray())).isEqualTo(file);
            byte[] cut = new byte[random.nextInt(8 + 16 * (int) members)];
            assertThatThrownBy(() -> decode(cut)).isInstanceOf(FormatException.class);
        });
    }
}
