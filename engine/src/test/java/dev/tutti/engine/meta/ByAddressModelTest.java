package dev.tutti.engine.meta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.testkit.Seeds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Values by address against a sorted map, with addresses that mostly ascend; and readers beside a writer. */
final class ByAddressModelTest {
    private static final int ROOM = 400;

    @Test
    void agreesWithASortedMap() {
        Seeds.repeat(100, random -> {
            ByAddress<Integer> values = new ByAddress<>();
            TreeMap<Long, Integer> model = new TreeMap<>();
            long next = 0;
            for (int i = 0; i < 800; i++) {
                boolean behind = random.nextInt(3) > 0;
                next = (next + (behind ? 1 + random.nextInt(3) : 0)) % ROOM;
                long address = behind ? next : random.nextInt((int) next + 1); // one above all others would end the row
                switch (random.nextInt(100)) {
                    case 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 ->
                        assertThat(values.remove(address)).isEqualTo(model.remove(address));
                    case 10, 11 -> removeRange(random, values, model);
                    case 12, 13, 14 -> changeRange(random, values, model);
                    default -> assertThat(values.put(address, i)).isEqualTo(model.put(address, i));
                }
                if (random.nextInt(400) == 0) {
                    values.clear();
                    model.clear();
                }
                check(random, values, model);
            }
        });
    }

    private static void removeRange(Random random, ByAddress<Integer> values, TreeMap<Long, Integer> model) {
        long from = random.nextInt(ROOM);
        long to = random.nextBoolean() ? from + random.nextInt(100) : ROOM;
        List<Long> gone = new ArrayList<>();
        values.forEach(from, to, (address, value) -> {
            if (random.nextInt(20) > 0) {
                gone.add(address);
            }
        });
        if (random.nextBoolean()) { // the end of the row first, so that addresses beside it may be behind its end
            Collections.reverse(gone);
        }
        for (long address : gone) {
            assertThat(values.remove(address)).isEqualTo(model.remove(address));
        }
    }

    private static void changeRange(Random random, ByAddress<Integer> values, TreeMap<Long, Integer> model) {
        long from = random.nextInt(ROOM);
        values.forEach(from, from + 50, (address, value) -> values.put(address, -value));
        model.subMap(from, from + 50).replaceAll((address, value) -> -value);
    }

    private static void check(Random random, ByAddress<Integer> values, TreeMap<Long, Integer> model) {
        assertThat(values.size()).isEqualTo(model.size());
        assertThat(values.isEmpty()).isEqualTo(model.isEmpty());
        assertThat(listed(values, Long.MIN_VALUE, Long.MAX_VALUE)).isEqualTo(listed(model));
        long address = random.nextInt(ROOM);
        assertThat(values.get(address)).isEqualTo(model.get(address));
        Map.Entry<Long, Integer> lower = model.lowerEntry(address);
        assertThat(values.lower(address)).isEqualTo(lower == null ? null : lower.getValue());
        assertThat(listed(values, address, address + 30)).isEqualTo(listed(model.subMap(address, address + 30)));
    }

    private static List<String> listed(ByAddress<Integer> values, long from, long to) {
        List<String> listed = new ArrayList<>();
        values.forEach(from, to, (address, value) -> listed.add(address + "=" + value));
        return listed;
    }

    private static List<String> listed(Map<Long, Integer> model) {
        return model.entrySet().stream().map(Object::toString).toList();
    }

    /** A value says at which address it stands: a reader finds that one or none, and what stays there is found always. */
    @Test
    void readersFindWhatStandsThere() throws InterruptedException {
        ByAddress<Long> values = new ByAddress<>();
        values.put(5, 5L);
        AtomicBoolean done = new AtomicBoolean();
        AtomicReference<String> wrong = new AtomicReference<>();
        List<Thread> readers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Random random = new Random(i);
            Thread reader = new Thread(() -> {
                while (!done.get() && wrong.get() == null) {
                    long address = random.nextInt(2000);
                    Long found = values.get(address);
                    if (found != null && found != address) {
                        wrong.set(found + " at " + address);
                    }
                    if (values.get(5) == null || values.lower(6) == null) {
                        wrong.set("what was never taken away is gone");
                    }
                    values.forEach(0, 50, (at, value) -> {
                        if (value != at) {
                            wrong.set(value + " at " + at);
                        }
                    });
                }
            });
            reader.start();
            readers.add(reader);
        }
        Random random = new Random(7);
        Map<Long, Boolean> seen = new HashMap<>();
        for (int round = 0; round < 200; round++) {
            for (long address = 6; address < 2000; address += 1 + random.nextInt(40)) {
                values.put(address, address);
                seen.put(address, true);
            }
            seen.keySet().removeIf(address -> random.nextInt(3) > 0 && values.remove(address) != null);
        }
        done.set(true);
        for (Thread reader : readers) {
            reader.join();
        }
        assertThat(wrong.get()).isNull();
    }
}
