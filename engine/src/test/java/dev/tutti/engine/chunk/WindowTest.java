package dev.tutti.engine.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class WindowTest {
    private static final int LENGTH = 100_000;

    /** Byte n of the source is n; there are {@link #LENGTH} of them. */
    private static void source(long position, ByteBuffer target) {
        if (position < 0 || position > LENGTH - target.remaining()) {
            throw new IndexOutOfBoundsException(position);
        }
        for (long at = position; target.hasRemaining(); at++) {
            target.put((byte) at);
        }
    }

    @Test
    void anAddressAtTheEndOfAllNumbersIsNotTakenForOneInTheWindow() {
        try (Window window = new Window(WindowTest::source)) {
            window.limit(LENGTH);
            for (int at : new int[] {0, 100, 200, 5_000, 4_000}) {
                assertThat(window.bytes().capacity()).isLessThanOrEqualTo(Workers.WINDOW);
                int found = window.at(at, 100);
                assertThat(window.bytes().get(found)).isEqualTo((byte) at);
                assertThat(window.bytes().get(found + 99)).isEqualTo((byte) (at + 99));
            }
            for (long far : new long[] {Long.MAX_VALUE, Long.MAX_VALUE - 99, -1, Long.MIN_VALUE, LENGTH - 99}) {
                assertThatThrownBy(() -> window.at(far, 100)).isInstanceOf(IndexOutOfBoundsException.class);
            }
        }
    }
}
