package dev.tutti.engine.btree;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.engine.meta.MemoryTransaction;
import dev.tutti.engine.meta.Rank;
import dev.tutti.format.btree.BTree2Header;
import dev.tutti.format.btree.BTree2Pointer;
import dev.tutti.format.btree.BTree2Shape;
import dev.tutti.format.btree.RecordCodec;
import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.Widths;
import dev.tutti.testkit.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Random changes of a tree against a {@link TreeMap}; after each round the shape of the whole tree is checked. */
class BTree2ModelTest {
    record Entry(int key, long value) {}

    record EntryCodec(int type) implements RecordCodec<Entry> {
        @Override
        public int size(Widths widths) {
            return 12;
        }

        @Override
        public Entry decode(ByteSource source) {
            return new Entry(source.i32(), source.i64());
        }

        @Override
        public void encode(Entry value, ByteSink sink) {
            sink.u32(value.key()).i64(value.value());
        }
    }

    private static final EntryCodec CODEC = new EntryCodec(10);

    private static Probe<Entry> at(int key) {
        return e -> Integer.compare(key, e.key());
    }

    @ParameterizedTest
    @CsvSource({
        "96, 100, 40, IN_PLACE, 8, 8",
        "96, 100, 40, SHADOW, 8, 8",
        "80, 100, 40, IN_PLACE, 4, 4",
        "200, 90, 20, SHADOW, 8, 4",
        "512, 100, 40, IN_PLACE, 8, 8",
        "2048, 100, 40, SHADOW, 8, 8"
    })
    void behavesLikeASortedMap(int nodeSize, int split, int merge, NodeUpdate update, int offsets, int lengths) {
        Seeds.once(random -> {
            Widths widths = new Widths(offsets, lengths);
            MemoryTransaction tx = new MemoryTransaction(widths, 96);
            long before = tx.used();
            BTree2<Entry> tree = BTree2.create(tx, CODEC, update, nodeSize, split, merge);
            TreeMap<Integer, Long> model = new TreeMap<>();
            int deepest = 0;
            for (int round = 0; round < 16; round++) {
                boolean growing = round % 8 < 5;
                change(tx, tree, update, model, random, growing ? 70 : 20, round);
                check(tx, tree, model);
                deepest = Math.max(deepest, header(tx, tree).depth());
            }
            if (nodeSize < 100) {
                assertThat(deepest).isGreaterThanOrEqualTo(3);
            }
            for (Integer key : new ArrayList<>(model.keySet())) {
                Entry removed = tree.remove(tx, at(key));
                assertThat(removed).isEqualTo(new Entry(key, model.remove(key)));
            }
            check(tx, tree, model);
            assertThat(tree.remove(tx, at(1))).isNull();
            for (int i = 0; i < 500; i++) {
                tree.insert(tx, at(i), new Entry(i, i));
            }
            tree.free(tx);
            assertThat(tx.used()).isEqualTo(before);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "96, 100, 40, IN_PLACE",
        "96, 100, 40, SHADOW",
        "80, 100, 40, IN_PLACE",
        "200, 90, 20, SHADOW",
        "512, 100, 40, IN_PLACE"
    })
    void takesManyAtOnce(int nodeSize, int split, int merge, NodeUpdate update) {
        Seeds.once(random -> {
            MemoryTransaction tx = new MemoryTransaction(Widths.EIGHT, 96);
            BTree2<Entry> tree = BTree2.create(tx, CODEC, update, nodeSize, split, merge);
            TreeMap<Integer, Long> model = new TreeMap<>();
            for (int count : new int[] {0, 1, 2, 3, 5, 8, 13, 40, 41, 42, 7, 300, 1, 1500, 20, 400}) {
                TreeMap<Integer, Entry> added = new TreeMap<>();
                while (added.size() < count) {
                    int key = random.nextInt(6000);
                    if (!model.containsKey(key)) {
                        added.put(key, new Entry(key, random.nextLong()));
                    }
                }
                List<Entry> records = List.copyOf(added.values());
                tree.insertAll(tx, records, i -> at(records.get(i).key()));
                added.forEach((key, entry) -> model.put(key, entry.value()));
                check(tx, tree, model);
                if (random.nextBoolean()) {
                    tx.commit();
                }
                change(tx, tree, NodeUpdate.IN_PLACE, model, random, 50, 1);
                check(tx, tree, model);
            }
            tree.free(tx);
            assertThat(tx.used()).isEqualTo(96);
        });
    }

    private static void change(
            MemoryTransaction tx,
            BTree2<Entry> tree,
            NodeUpdate update,
            TreeMap<Integer, Long> model,
            Random random,
            int percentInserts,
            int round) {
        int next = round * 1000;
        for (int i = 0; i < 200; i++) {
            int key = round % 3 == 0 ? next++ : random.nextInt(6000);
            long value = random.nextLong();
            int kind = random.nextInt(100);
            if (kind < percentInserts) {
                boolean added = tree.insert(tx, at(key), new Entry(key, value));
                assertThat(added).isEqualTo(!model.containsKey(key));
                model.putIfAbsent(key, value);
            } else if (kind < 85) {
                Integer some = model.ceilingKey(key);
                int victim = some == null ? key : some;
                Entry removed = tree.remove(tx, at(victim));
                Long expected = model.remove(victim);
                assertThat(removed).isEqualTo(expected == null ? null : new Entry(victim, expected));
            } else {
                Entry old = tree.replace(tx, at(key), new Entry(key, value));
                Long expected = model.get(key);
                assertThat(old).isEqualTo(expected == null ? null : new Entry(key, expected));
                model.computeIfPresent(key, (k, v) -> value);
            }
            if (i % 20 == 19) {
                if (update == NodeUpdate.SHADOW) {
                    assertThat(tx.writes())
                            .filteredOn(w -> !w.fresh())
                            .allMatch(w -> w.rank() == Rank.INDEX_HEADER && w.address() == tree.address());
                }
                tx.commit();
            }
        }
    }

    private static BTree2Header header(MemoryTransaction tx, BTree2<Entry> tree) {
        return tx.load(tree.address(), BTree2Header.CODEC);
    }

    private static void check(MemoryTransaction tx, BTree2<Entry> tree, TreeMap<Integer, Long> model) {
        List<Entry> expected = new ArrayList<>();
        model.forEach((k, v) -> expected.add(new Entry(k, v)));
        List<Entry> all = new ArrayList<>();
        tree.forEach(tx, all::add);
        assertThat(all).isEqualTo(expected);
        assertThat(tree.count(tx)).isEqualTo(model.size());
        for (int key = 0; key < 6000; key += 211) {
            Long value = model.get(key);
            assertThat(tree.find(tx, at(key))).isEqualTo(value == null ? null : new Entry(key, value));
            List<Integer> some = new ArrayList<>();
            tree.walk(tx, at(key), e -> {
                some.add(e.key());
                return some.size() < 7;
            });
            assertThat(some)
                    .isEqualTo(
                            model.tailMap(key, true).keySet().stream().limit(7).toList());
        }
        NodeReader<Entry> reader = new NodeReader<>(tx, tree.address(), CODEC);
        BTree2Pointer root = reader.header().root();
        if (model.isEmpty()) {
            assertThat(root).isEqualTo(BTree2Pointer.EMPTY);
            assertThat(reader.header().depth()).isZero();
        } else {
            checkNode(reader, root, reader.header().depth(), true);
        }
    }

    private static void checkNode(NodeReader<Entry> reader, BTree2Pointer pointer, int level, boolean root) {
        BTree2Shape shape = reader.shape();
        Node<Entry> node = reader.load(pointer, level);
        assertThat(node.size()).isBetween(root ? 1 : shape.sparse(level), shape.full(level));
        for (BTree2Pointer child : node.children()) {
            checkNode(reader, child, level - 1, false);
        }
    }
}
