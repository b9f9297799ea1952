package dev.tutti.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.errors.H5Exception;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many rows in one append, from sources of each kind: all of them once, or none and no file. */
@Timeout(60)
class BulkAppendTest {
    private static final int ROWS = 40_000;
    private static final int THREADS = 3;

    @TempDir
    Path folder;

    record Item(long id, String text) {
        static Item of(long id) {
            return new Item(id, "item " + id);
        }
    }

    private Tables tables() {
        return TestPlace.at(folder, TablesOptions.standard().threads(THREADS));
    }

    private static void holdsOnce(Table table, int rows) {
        BitSet found = new BitSet(rows);
        try (Stream<Item> items = table.scan().as(Item.class)) {
            items.forEach(item -> {
                assertThat(item.text()).isEqualTo("item " + item.id());
                assertThat(found.get((int) item.id()))
                        .as("%s comes twice", item)
                        .isFalse();
                found.set((int) item.id());
            });
        }
        assertThat(found.cardinality()).isEqualTo(rows);
    }

    private int files() throws IOException {
        Path data = folder.resolve("default/items/data");
        if (!Files.exists(data)) {
            return 0;
        }
        try (Stream<Path> list = Files.list(data)) {
            return (int) list.count();
        }
    }

    @Test
    void rowsOfEachSourceComeOnce() {
        List<Item> list = LongStream.range(0, ROWS).mapToObj(Item::of).toList();
        List<Stream<?>> streams = List.of(
                list.stream(),
                list.parallelStream(),
                LongStream.range(0, ROWS).parallel().mapToObj(Item::of),
                // Neither knows how many come, one of them not even nearly.
                IntStream.range(0, 2 * ROWS).parallel().filter(i -> i % 2 == 0).mapToObj(i -> Item.of(i / 2)),
                Stream.iterate(0L, id -> id + 1).limit(ROWS).parallel().map(Item::of),
                Stream.concat(list.stream().limit(100), list.stream().skip(100)).parallel());
        try (Tables tables = tables()) {
            Table table = tables.create("items", Item.class);
            for (Stream<?> stream : streams) {
                table.append(stream);
                holdsOnce(table, ROWS);
                table.delete(Filter.all());
            }
            table.append(list);
            holdsOnce(table, ROWS);
            table.change(transaction -> transaction.delete(Filter.all()).append(list));
            holdsOnce(table, ROWS);
        }
    }

    private static List<Long> list(int rows) {
        return LongStream.range(0, rows).boxed().toList();
    }

    /** Three rows are made at the same time, or never. */
    @Test
    void rowsOfParallelStreamsAreMadeSideBySide() throws Exception {
        CyclicBarrier together = new CyclicBarrier(THREADS);
        Set<Thread> waited = ConcurrentHashMap.newKeySet();
        try (Tables tables = tables()) {
            Table table = tables.create("items", Item.class);
            table.append(LongStream.range(0, ROWS).parallel().mapToObj(id -> {
                if (waited.add(Thread.currentThread())) {
                    try {
                        together.await(30, TimeUnit.SECONDS);
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                }
                return Item.of(id);
            }));
            assertThat(waited).hasSize(THREADS);
            holdsOnce(table, ROWS);
            assertThat(files()).isEqualTo(THREADS);
        }
    }

    @Test
    void rowsOfOtherStreamsAreMadeByTheCaller() {
        Set<Thread> makers = ConcurrentHashMap.newKeySet();
        List<Long> order = new ArrayList<>();
        try (Tables tables = tables()) {
            tables.create("items", Item.class).append(LongStream.range(0, ROWS).mapToObj(id -> {
                makers.add(Thread.currentThread());
                order.add(id);
                return Item.of(id);
            }));
        }
        assertThat(makers).containsExactly(Thread.currentThread());
        assertThat(order).isEqualTo(list(ROWS));
    }

    @Test
    void whatTheSourceThrowsIsThrownAndNothingIsLeft() throws Exception {
        try (Tables tables = tables()) {
            Table table = tables.create("items", Item.class);
            for (boolean parallel : new boolean[] {false, true}) {
                LongStream ids = LongStream.range(0, ROWS);
                AtomicLong closed = new AtomicLong();
                assertThatThrownBy(() -> table.append((parallel ? ids.parallel() : ids)
                                .mapToObj(id -> {
                                    if (id == ROWS - 10) {
                                        throw new IllegalStateException("the instrument is gone");
                                    }
                                    return Item.of(id);
                                })
                                .onClose(closed::incrementAndGet)))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage("the instrument is gone");
                assertThat(closed).hasValue(1);
                assertThat(table.rowCount()).isZero();
                assertThat(files()).isZero();
            }
            table.append(Stream.of(Item.of(0)));
            holdsOnce(table, 1);
        }
    }

    @Test
    void interruptedNothingIsLeft() throws Exception {
        try (Tables tables = tables()) {
            Table table = tables.create("items", Item.class);
            CountDownLatch begun = new CountDownLatch(20_000);
            Thread caller = Thread.currentThread();
            Thread interrupter = new Thread(() -> {
                try {
                    begun.await();
                    caller.interrupt();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            interrupter.start();
            // It would take hours.
            assertThatThrownBy(() -> table.append(
                            LongStream.range(0, 1L << 40).parallel().mapToObj(id -> {
                                begun.countDown();
                                return Item.of(id);
                            })))
                    .isInstanceOf(H5Exception.class)
                    .hasMessage("interrupted while rows were written; nothing was committed");
            assertThat(Thread.interrupted()).isTrue();
            interrupter.join();
            assertThat(table.rowCount()).isZero();
            assertThat(files()).isZero();
        }
    }
}
