package dev.tutti.engine.space;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.testkit.Seeds;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** No range is handed out again while a read that began before it was retired goes on; and all of them are, once no such read is left. */
class ReaderEpochsTest {
    private static final int CELLS = 64;

    @Test
    void aRangeWaitsForTheReadThatStandsOnIt() {
        ReaderEpochs epochs = new ReaderEpochs();
        long read = epochs.enter();
        epochs.retire(100, 10);
        Map<Long, Long> reused = new HashMap<>();
        for (int i = 0; i < 5; i++) {
            epochs.reclaim(reused::put);
            epochs.exit(epochs.enter());
        }
        assertThat(reused).isEmpty();
        epochs.exit(read);
        epochs.reclaim(reused::put);
        assertThat(reused).containsExactlyEntriesOf(Map.of(100L, 10L));
    }

    @Test
    void readsThatBeginLaterDoNotHoldItForEver() {
        ReaderEpochs epochs = new ReaderEpochs();
        epochs.retire(100, 10);
        Map<Long, Long> reused = new HashMap<>();
        long read = epochs.enter();
        for (int i = 0; i < 4 && reused.isEmpty(); i++) {
            epochs.reclaim(reused::put);
            long next = epochs.enter();
            epochs.exit(read);
            read = next;
        }
        assertThat(reused).hasSize(1);
        epochs.exit(read);
    }

    /** Every interleaving of whole calls that chance finds, against sets of what each read may stand on. */
    @Test
    void agreesWithAModelOfWhoStandsWhere() {
        Seeds.repeat(400, random -> {
            ReaderEpochs epochs = new ReaderEpochs();
            Map<Long, Set<Integer>> heldBy = new HashMap<>();
            Map<Integer, Long> open = new HashMap<>();
            long next = 0;
            for (int i = 0; i < 120; i++) {
                int step = i;
                switch (random.nextInt(5)) {
                    case 0, 1 -> open.put(step, epochs.enter());
                    case 2 -> {
                        if (!open.isEmpty()) {
                            Integer reader = Seeds.pick(random, List.copyOf(open.keySet()));
                            epochs.exit(open.remove(reader));
                            heldBy.values().forEach(readers -> readers.remove(reader));
                        }
                    }
                    case 3 -> {
                        heldBy.put(next, new HashSet<>(open.keySet()));
                        epochs.retire(next++, 1);
                    }
                    default ->
                        epochs.reclaim((address, length) -> assertThat(heldBy.remove(address))
                                .as("range " + address)
                                .isEmpty());
                }
            }
            open.values().forEach(epochs::exit);
            epochs.reclaim((address, length) -> heldBy.remove(address));
            assertThat(heldBy).as("ranges that are never reused").isEmpty();
        });
    }

    /**
     * Readers walk from a root to a cell, which a writer replaces and gives back all the time; a cell that is handed out again is poisoned. A
     * reader that meets poison stood on reused space.
     */
    @Test
    void readersNeverMeetSpaceThatWasReused() throws InterruptedException {
        ReaderEpochs epochs = new ReaderEpochs();
        AtomicIntegerArray cells = new AtomicIntegerArray(CELLS);
        AtomicLong root = new AtomicLong();
        AtomicReference<String> wrong = new AtomicReference<>();
        int rounds = Seeds.scaled(60_000);
        CountDownLatch done = new CountDownLatch(1);
        cells.set(0, 1);
        List<Thread> readers = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            Thread reader = new Thread(() -> {
                while (done.getCount() > 0 && wrong.get() == null) {
                    long entered = epochs.enter();
                    int cell = (int) root.get();
                    for (int look = 0; look < 8; look++) {
                        if (cells.get(cell) != 1) {
                            wrong.set("cell " + cell + " was reused under a reader");
                        }
                    }
                    epochs.exit(entered);
                }
            });
            reader.start();
            readers.add(reader);
        }
        Deque<Long> free = new ArrayDeque<>();
        for (long cell = 1; cell < CELLS; cell++) {
            free.add(cell);
        }
        int replaced = 0;
        for (int round = 0; round < rounds && wrong.get() == null; round++) {
            epochs.reclaim((address, length) -> {
                cells.set((int) (long) address, 0);
                free.add(address);
            });
            Long cell = free.poll();
            if (cell == null) {
                Thread.yield();
                continue;
            }
            cells.set((int) (long) cell, 1);
            epochs.retire(root.getAndSet(cell), 1);
            replaced++;
        }
        done.countDown();
        for (Thread reader : readers) {
            reader.join();
        }
        assertThat(wrong.get()).isNull();
        assertThat(replaced).as("cells were reused at all").isGreaterThan(CELLS);
    }
}
