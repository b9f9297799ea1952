package dev.tutti.engine.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.testkit.Seeds;
import org.junit.jupiter.api.Test;

class ByteTransposeTest {
    @Test
    void planesHoldOneByteOfEveryElement() {
        Seeds.repeat(300, random -> {
            int size = 1 + random.nextInt(17);
            int length = random.nextInt(3000);
            byte[] in = Seeds.bytes(random, length + 5);
            byte[] out = new byte[length + 3];
            ByteTranspose.scatter(in, 5, out, 3, length, size);
            int elements = length / size;
            for (int i = 0; i < elements; i++) {
                for (int j = 0; j < size; j++) {
                    assertThat(out[3 + j * elements + i]).isEqualTo(in[5 + i * size + j]);
                }
            }
            for (int i = elements * size; i < length; i++) {
                assertThat(out[3 + i]).isEqualTo(in[5 + i]);
            }
            byte[] back = new byte[length + 5];
            System.arraycopy(in, 0, back, 0, 5);
            ByteTranspose.gather(out, 3, back, 5, length, size);
            assertThat(back).isEqualTo(in);
        });
    }
}
