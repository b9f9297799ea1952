package dev.tutti.engine.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.testkit.Seeds;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random allocations and releases in a space of pages, against a bit per byte and the owner of each page. */
class PagedSpaceModelTest {
    private static final long[] PAGES = {512, 1000, 4096, 6000, 65_536};

    private record Block(long address, long length, boolean metadata) {}

    private static final class Model {
        final PagedSpace space;
        final long page;
        final BitSet used = new BitSet();
        final List<Block> blocks = new ArrayList<>();

        Model(PagedSpace space, long first) {
            this.space = space;
            this.page = space.page();
            used.set(0, (int) first);
        }

        void allocate(Random random) {
            boolean large = random.nextInt(6) == 0;
            long length = Seeds.between(random, 1, large ? 5 * page : page - 1);
            boolean metadata = random.nextBoolean();
            boolean onlyFree = random.nextInt(5) == 0;
            long before = space.end();
            long address;
            if (onlyFree) {
                address = metadata ? space.tryAllocateInPage(length) : space.tryAllocate(length);
                assertThat(space.end()).isEqualTo(before);
                if (address < 0) {
                    return;
                }
            } else {
                address = metadata ? space.allocateInPage(length) : space.allocate(length);
            }
            assertThat(used.get((int) address, (int) (address + length)).isEmpty())
                    .as("free before")
                    .isTrue();
            used.set((int) address, (int) (address + length));
            if (length >= page) {
                assertThat(address % page).isZero();
            } else {
                assertThat(address / page).as("one page").isEqualTo((address + length - 1) / page);
            }
            Block block = new Block(address, length, metadata);
            for (Block other : blocks) {
                if (sharePage(block, other)) {
                    assertThat(block.length < page && other.length < page)
                            .as("%s and %s share a page", block, other)
                            .isTrue();
                    assertThat(block.metadata).as("%s and %s", block, other).isEqualTo(other.metadata);
                }
            }
            blocks.add(block);
        }

        private boolean sharePage(Block a, Block b) {
            return a.address / page <= (b.address + b.length - 1) / page
                    && b.address / page <= (a.address + a.length - 1) / page;
        }

        /** Gives a block back, sometimes in two parts. */
        void release(Random random) {
            Block block = blocks.remove(random.nextInt(blocks.size()));
            long first = random.nextInt(4) == 0 ? Seeds.between(random, 1, block.length) : block.length;
            space.release(block.address, first);
            if (first < block.length) {
                space.release(block.address + first, block.length - first);
            }
            used.clear((int) block.address, (int) (block.address + block.length));
        }

        void check() {
            assertThat(space.end() % page).isZero();
            assertThat(space.end()).isGreaterThanOrEqualTo(used.length());
            assertThat(space.free()).isEqualTo(space.end() - used.cardinality());
            BitSet free = new BitSet();
            space.forEach((address, length) -> free.set((int) (long) address, (int) (address + length)));
            assertThat(free.cardinality()).isEqualTo((int) space.free());
            assertThat(free.intersects(used)).isFalse();
            for (PagedSpace.Use use : PagedSpace.Use.values()) {
                space.forEachPiece(use, (address, length) -> {
                    assertThat(address / page).isEqualTo((address + length - 1) / page);
                    assertThat(length).as("a free page is a whole one").isLessThan(page);
                });
            }
        }
    }

    @Test
    void agreesWithABitPerByte() {
        Seeds.repeat(40, random -> {
            long page = PAGES[random.nextInt(PAGES.length)];
            long first = Seeds.between(random, 0, 3 * page);
            Model model = new Model(PagedSpace.ofNewFile(first, page), first);
            for (int i = 0; i < 200; i++) {
                if (model.blocks.isEmpty() || random.nextInt(5) < 3) {
                    model.allocate(random);
                } else {
                    model.release(random);
                }
                if (i % 10 == 0) {
                    model.check();
                }
            }
            while (!model.blocks.isEmpty()) {
                model.release(random);
            }
            model.check();
            assertThat(model.space.end()).isEqualTo(FreeSpace.alignUp(first, page));
        });
    }

    @Test
    void nothingButWhatItWasGivenIsHandedOut() {
        Seeds.repeat(40, random -> {
            long page = PAGES[random.nextInt(PAGES.length)];
            PagedSpace space = PagedSpace.bounded(page);
            BitSet given = new BitSet();
            long at = 0;
            for (int range = 0; range < 4; range++) {
                at += Seeds.between(random, 1, 3 * page);
                long length = Seeds.between(random, page, 8 * page);
                space.release(at, length);
                given.set((int) at, (int) (at + length));
                at += length;
            }
            for (int i = 0; i < 100; i++) {
                long length = Seeds.between(random, 1, 2 * page);
                long address = random.nextBoolean() ? space.tryAllocate(length) : space.tryAllocateInPage(length);
                if (address >= 0) {
                    assertThat(given.nextClearBit((int) address)).isGreaterThanOrEqualTo((int) (address + length));
                    given.clear((int) address, (int) (address + length));
                }
                assertThat(space.free()).isEqualTo(given.cardinality());
            }
            assertThat(space.tryAllocate(9 * page)).isNegative();
        });
    }

    @Test
    void refusesWhatCannotBe() {
        PagedSpace space = PagedSpace.behind(100, 512);
        assertThat(space.end()).isEqualTo(512);
        assertThatThrownBy(() -> space.release(400, 200)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> space.release(-1, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> space.takeIn(PagedSpace.Use.RAW, 500, 20))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PagedSpace.behind(0, 0)).isInstanceOf(IllegalArgumentException.class);
        long block = space.allocate(100);
        space.release(block, 100);
        assertThatThrownBy(() -> space.release(block, 100)).isInstanceOf(IllegalArgumentException.class);
    }
}
