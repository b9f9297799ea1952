package dev.tutti.engine.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.engine.heap.LocalNames;
import dev.tutti.engine.meta.MemoryTransaction;
import dev.tutti.format.datatype.CharacterSet;
import dev.tutti.format.heap.LocalHeap;
import dev.tutti.format.io.Widths;
import dev.tutti.format.message.Link;
import dev.tutti.format.message.SymbolTable;
import dev.tutti.format.superblock.TreeSizes;
import dev.tutti.testkit.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Random links in groups of the old form against a map, with nodes of all sizes and all widths of fields. */
class SymbolTableModelTest {
    private static String name(Random random) {
        int length = random.nextInt(30) == 0 ? 100 + random.nextInt(900) : 1 + random.nextInt(12);
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < length; i++) {
            name.append((char) ('a' + random.nextInt(length < 3 ? 26 : 3)));
        }
        return name.toString();
    }

    private static Link link(Random random, String name) {
        Link.Target target = random.nextInt(4) == 0
                ? new Link.Soft("/x".repeat(1 + random.nextInt(20)))
                : new Link.Hard(8L * random.nextInt(4000));
        return new Link(name, target, -1, CharacterSet.ASCII);
    }

    @Test
    void linksAreFoundByNameAndStandInOrder() {
        Seeds.repeat(25, random -> {
            Widths widths = Seeds.pick(random, List.of(Widths.EIGHT, new Widths(4, 4), new Widths(4, 8)));
            TreeSizes sizes = new TreeSizes(1 + random.nextInt(5), 2 + random.nextInt(4), 32);
            MemoryTransaction tx = new MemoryTransaction(widths, 48).with(sizes);
            SymbolTable table = SymbolTableLinks.create(tx);
            SymbolTableLinks links = SymbolTableLinks.open(table);
            TreeMap<String, Link> model = new TreeMap<>();
            int leaning = 1 + random.nextInt(9);
            for (int step = random.nextInt(800); step > 0; step--) {
                if (step % 200 == 0) {
                    leaning = 1 + random.nextInt(9); // phases of growing and of shrinking
                }
                if (random.nextInt(10) < leaning) {
                    Link link = link(random, random.nextBoolean() ? name(random) : "n" + (100_000 - step));
                    assertThat(links.insert(tx, link)).isEqualTo(model.putIfAbsent(link.name(), link) == null);
                } else {
                    String name = model.isEmpty() || random.nextInt(5) == 0 ? name(random) : near(random, model);
                    assertThat(links.remove(tx, name)).isEqualTo(model.remove(name));
                }
                String probe = name(random);
                assertThat(links.find(tx, probe)).isEqualTo(model.get(probe));
            }
            List<Link> all = new ArrayList<>();
            links.forEach(tx, all::add);
            assertThat(all).isEqualTo(List.copyOf(model.values()));
            List<String> names = new ArrayList<>();
            links.forEachName(tx, names::add);
            assertThat(names).isEqualTo(List.copyOf(model.keySet()));
            assertThat(links.count(tx)).isEqualTo(model.size());
            model.forEach((name, link) -> assertThat(links.find(tx, name)).isEqualTo(link));
            freeBlocksLieBetweenTheNames(tx, table);
            links.free(tx);
            assertThat(tx.used()).isEqualTo(48);
        });
    }

    private static String near(Random random, TreeMap<String, Link> model) {
        String found = model.ceilingKey(name(random));
        return found == null ? model.lastKey() : found;
    }

    private static void freeBlocksLieBetweenTheNames(MemoryTransaction tx, SymbolTable table) {
        LocalNames heap = LocalNames.open(table.heap());
        long size = heap.data(tx).bytes().length;
        long free = 0;
        for (LocalHeap.Free block : heap.freeBlocks(tx)) {
            assertThat(block.offset() % 8).isZero();
            assertThat(block.size() % 8).isZero();
            free += block.size();
        }
        assertThat(free).isLessThan(size);
    }

    @Test
    void allNamesTakenOutLeaveRoomForAsMany() {
        MemoryTransaction tx = new MemoryTransaction(Widths.EIGHT, 48);
        SymbolTableLinks links = SymbolTableLinks.open(SymbolTableLinks.create(tx));
        long first = 0;
        for (int round = 0; round < 5; round++) {
            for (int i = 0; i < 500; i++) {
                assertThat(links.insert(tx, new Link("a longer name " + i, new Link.Hard(i), -1, CharacterSet.ASCII)))
                        .isTrue();
            }
            first = round == 0 ? tx.used() : first;
            assertThat(tx.used()).isEqualTo(first);
            for (int i = 0; i < 500; i++) {
                assertThat(links.remove(tx, "a longer name " + (i * 7 % 500))).isNotNull();
            }
        }
    }
}
