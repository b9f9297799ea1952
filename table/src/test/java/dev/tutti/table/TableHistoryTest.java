package dev.tutti.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.hdf5.Durability;
import dev.tutti.testkit.Seeds;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The histories of random transactions are serialisable: done one after the other in the order of their snapshots, each would have read what it has read.
 */
class TableHistoryTest {
    private static final int REGISTERS = 4;

    @TempDir
    Path folder;

    /** A register, and the transaction that has written it last. */
    record Register(int number, long writer) {}

    /** A transaction: what it has read, what it has written, and its place in the order of commits. */
    private record Done(long sequence, long id, Map<Integer, Long> read, List<Integer> written) {}

    @Test
    void oneOrderExplainsAllReads() {
        Seeds.once(this::explainsAllReads);
    }

    private void explainsAllReads(Random seeds) throws Exception {
        long seed = seeds.nextLong();
        int threads = 4;
        int each = Seeds.scaled(4);
        TablesOptions options =
                TablesOptions.standard().durability(Durability.PROCESS).threads(1);
        List<Done> history = Collections.synchronizedList(new ArrayList<>());
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        // Two catalogs' clients, which know no more of each other than two processes do.
        try (Tables one = TestPlace.at(folder, options);
                Tables two = TestPlace.at(folder, options)) {
            Table table = one.create("t", Register.class, "number");
            Table same = two.load("t");
            table.append(IntStream.range(0, REGISTERS)
                    .mapToObj(i -> new Register(i, 0))
                    .toList());
            List<Thread> workers = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                Random random = new Random(seed + t);
                Table mine = t % 2 == 0 ? table : same;
                long first = 1000L * (t + 1);
                Thread worker = new Thread(
                        () -> IntStream.range(0, each).forEach(i -> history.add(one(mine, random, first + i))));
                worker.setUncaughtExceptionHandler((thread, error) -> failures.add(error));
                workers.add(worker);
            }
            workers.forEach(Thread::start);
            for (Thread worker : workers) {
                worker.join();
            }
            assertThat(failures).isEmpty();
            assertThat(history).hasSize(threads * each);
            Map<Integer, Long> state = new TreeMap<>();
            IntStream.range(0, REGISTERS).forEach(i -> state.put(i, 0L));
            history.sort(Comparator.comparingLong(Done::sequence));
            for (Done done : history) {
                done.read().forEach((register, writer) -> assertThat(writer)
                        .as("register %d read by %d, seed %d", register, done.id(), seed)
                        .isEqualTo(state.get(register)));
                done.written().forEach(register -> state.put(register, done.id()));
            }
            Map<Integer, Long> last = new TreeMap<>();
            table.scan().as(Register.class).forEach(register -> last.put(register.number(), register.writer()));
            assertThat(last).isEqualTo(state);
        }
    }

    /** Reads some registers and writes one or two, perhaps others. */
    private static Done one(Table table, Random random, long id) {
        List<Integer> numbers =
                new ArrayList<>(IntStream.range(0, REGISTERS).boxed().toList());
        Collections.shuffle(numbers, random);
        List<Integer> reads = List.copyOf(numbers.subList(0, 1 + random.nextInt(2)));
        List<Integer> writes = List.copyOf(numbers.subList(1, 2 + random.nextInt(2)));
        Map<Integer, Long> read = new TreeMap<>();
        Snapshot snapshot = table.change(tx -> {
                    read.clear();
                    tx.scan()
                            .where(Filter.in("number", reads))
                            .as(Register.class)
                            .forEach(register -> read.put(register.number(), register.writer()));
                    tx.upsert(
                            List.of("number"),
                            writes.stream()
                                    .map(number -> new Register(number, id))
                                    .toList());
                })
                .orElseThrow();
        return new Done(snapshot.sequence(), id, read, writes);
    }
}
