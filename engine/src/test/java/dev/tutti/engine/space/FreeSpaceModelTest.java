package dev.tutti.engine.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.testkit.Seeds;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Thousands of random allocations and releases against a bit per byte. */
class FreeSpaceModelTest {
    private static final int START = 48;

    private record Block(long address, long length) {}

    @Test
    void agreesWithABitPerByte() {
        Seeds.repeat(60, random -> {
            FreeSpace space = new FreeSpace(START);
            BitSet used = new BitSet();
            used.set(0, START);
            List<Block> blocks = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                if (blocks.isEmpty() || random.nextInt(5) < 3) {
                    blocks.add(allocate(space, used, random));
                } else {
                    release(space, used, blocks.remove(random.nextInt(blocks.size())), random);
                }
                check(space, used);
            }
            while (!blocks.isEmpty()) {
                release(space, used, blocks.remove(random.nextInt(blocks.size())), random);
                check(space, used);
            }
            assertThat(space.end()).isEqualTo(START);
        });
    }

    private static Block allocate(FreeSpace space, BitSet used, Random random) {
        boolean large = random.nextInt(10) == 0;
        long length = Seeds.between(random, 1, large ? 100_000 : 5000);
        boolean inPage = random.nextBoolean();
        long address = inPage ? space.allocateInPage(length) : space.allocate(length);
        int from = (int) address;
        int to = (int) (address + length);
        assertThat(used.nextSetBit(from))
                .as("first used byte from " + from)
                .satisfiesAnyOf(first -> assertThat(first).isEqualTo(-1), first -> assertThat(first)
                        .isGreaterThanOrEqualTo(to));
        if (inPage && length <= FreeSpace.PAGE) {
            assertThat(address / FreeSpace.PAGE).isEqualTo((address + length - 1) / FreeSpace.PAGE);
        } else if (inPage) {
            assertThat(address % FreeSpace.PAGE).isZero();
        } else if (length >= 16 * FreeSpace.PAGE) {
            assertThat(address % FreeSpace.PAGE).isEqualTo(FreeSpace.PAGE / 2);
        }
        used.set(from, to);
        return new Block(address, length);
    }

    /** Gives a block back, sometimes in two pieces. */
    private static void release(FreeSpace space, BitSet used, Block block, Random random) {
        long first = random.nextInt(4) == 0 ? Seeds.between(random, 1, block.length) : block.length;
        space.release(block.address, first);
        if (first < block.length) {
            space.release(block.address + first, block.length - first);
        }
        used.clear((int) block.address, (int) (block.address + block.length));
    }

    private static void check(FreeSpace space, BitSet used) {
        assertThat(space.end()).as("the end is behind the last used byte").isEqualTo(used.length());
        assertThat(space.free()).isEqualTo(used.length() - used.cardinality());
    }

    @Test
    void refusesWhatIsNotAllocated() {
        FreeSpace space = new FreeSpace(0);
        long first = space.allocate(100);
        long second = space.allocate(100);
        space.allocate(100);
        space.release(second, 100);
        assertThatThrownBy(() -> space.release(second, 100)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> space.release(second + 50, 100)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> space.release(first + 50, 100)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> space.release(250, 100)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> space.release(-1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> space.release(1, Long.MAX_VALUE)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> space.allocate(0)).isInstanceOf(IllegalArgumentException.class);
        assertThat(space.end()).isEqualTo(300);
        assertThat(space.free()).isEqualTo(100);
    }
}
