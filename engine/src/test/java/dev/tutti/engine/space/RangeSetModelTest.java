package dev.tutti.engine.space;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.testkit.Seeds;
import java.util.BitSet;
import org.junit.jupiter.api.Test;

/** Random additions and removals against a bit per byte. */
class RangeSetModelTest {
    private static final int BYTES = 200;

    @Test
    void agreesWithABitPerByte() {
        Seeds.repeat(300, random -> {
            RangeSet ranges = new RangeSet();
            BitSet bits = new BitSet();
            for (int i = 0; i < 60; i++) {
                int from = random.nextInt(BYTES);
                int length = (int) Seeds.between(random, 0, random.nextBoolean() ? 8 : BYTES - from);
                switch (random.nextInt(40)) {
                    case 0 -> {
                        ranges.clear();
                        bits.clear();
                    }
                    case 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 -> {
                        ranges.remove(from, length);
                        bits.clear(from, from + length);
                    }
                    default -> {
                        ranges.add(from, length);
                        bits.set(from, from + length);
                    }
                }
                for (int at = 0; at < BYTES + 8; at++) {
                    assertThat(ranges.contains(at)).as("byte " + at).isEqualTo(bits.get(at));
                }
            }
        });
    }
}
