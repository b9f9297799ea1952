package dev.tutti.codecs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.format.io.FormatException;
import dev.tutti.testkit.Seeds;
import java.util.Arrays;
import java.util.Random;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Blocks of LZ4 by the library of the platform and by the one in Java: each reads the other's, and damaged ones do no harm. */
class Lz4CoderTest {
    private static final int EDGE = 64;

    private static byte[] values(Random random) {
        byte[] values = new byte[1 + random.nextInt(5000)];
        int different = 1 + random.nextInt(256);
        for (int i = 0; i < values.length; i++) {
            values[i] = (byte) (random.nextInt(4) == 0 ? random.nextInt(different) : i / 50);
        }
        return values;
    }

    private static byte[] encoded(byte[] values, int level) {
        byte[] code = new byte[values.length + values.length / 200 + 20];
        int length = new Lz4Coder(false).encode(values, 0, values.length, code, 0, code.length, level);
        return Arrays.copyOf(code, length);
    }

    /** The values, or null if the code is refused; nothing is written outside of the place for them. */
    private static byte @Nullable [] decoded(byte[] code, int most) {
        byte[] out = new byte[EDGE + most + EDGE];
        Arrays.fill(out, (byte) 77);
        int length;
        try {
            length = new Lz4Coder(false).decode(code, 0, code.length, out, EDGE, most);
        } catch (FormatException e) {
            length = -1;
        }
        for (int i = 0; i < EDGE; i++) {
            assertThat(out[i]).isEqualTo((byte) 77);
            assertThat(out[EDGE + most + i]).isEqualTo((byte) 77);
        }
        return length < 0 ? null : Arrays.copyOfRange(out, EDGE, EDGE + length);
    }

    private static byte @Nullable [] decodedInJava(byte[] code, int most) {
        LZ4SafeDecompressor java = LZ4Factory.safeInstance().safeDecompressor();
        try {
            return java.decompress(code, most);
        } catch (LZ4Exception | IndexOutOfBoundsException e) {
            return null;
        }
    }

    @Test
    void eachReadsTheOthersBlocks() {
        Seeds.repeat(200, random -> {
            byte[] values = values(random);
            byte[] code = encoded(values, random.nextInt(13));
            assertThat(decoded(code, values.length)).isEqualTo(values);
            assertThat(decodedInJava(code, values.length)).isEqualTo(values);
            byte[] java = LZ4Factory.safeInstance().fastCompressor().compress(values);
            assertThat(decoded(java, values.length)).isEqualTo(values);
        });
    }

    @Test
    void damagedBlocksDoNoHarm() {
        Seeds.repeat(2000, random -> {
            byte[] values = values(random);
            byte[] code = random.nextInt(4) == 0 ? values : encoded(values, 0);
            for (int i = 0; i < 1 + random.nextInt(4); i++) {
                code[random.nextInt(code.length)] = (byte) random.nextInt();
            }
            byte[] some = Arrays.copyOf(code, 1 + random.nextInt(code.length));
            int most = random.nextInt(2 * values.length);
            byte[] here = decoded(some, most);
            byte[] java = decodedInJava(some, most);
            if (here != null && java != null) {
                assertThat(here).isEqualTo(java);
            }
        });
    }
}
