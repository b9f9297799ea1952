package dev.tutti.hdf5;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * What a file holds after a number of transactions of each of some workers. The k-th transaction of a worker is always the same, and appends one
 * element to its own dataset: so a version of the file says itself which transactions it has, and all else must follow from that.
 */
final class SharedModel {
    private static final int CELLS = 8;
    private static final int BIG = 10_000;

    /** Which transactions a version has: how many of each worker. */
    record Vector(List<Integer> counts) {
        static Vector none(int workers) {
            return new Vector(new ArrayList<>(java.util.Collections.nCopies(workers, 0)));
        }

        boolean holds(Vector other) {
            for (int w = 0; w < counts.size(); w++) {
                if (counts.get(w) < other.counts.get(w)) {
                    return false;
                }
            }
            return true;
        }

        Vector with(int worker, int count) {
            List<Integer> changed = new ArrayList<>(counts);
            changed.set(worker, Math.max(count, changed.get(worker)));
            return new Vector(changed);
        }

        Vector and(Vector other) {
            Vector both = this;
            for (int w = 0; w < counts.size(); w++) {
                both = both.with(w, other.counts.get(w));
            }
            return both;
        }
    }

    /** What a transaction does beside its own append. */
    private record Step(int cell, long add, boolean lists, int creates, boolean deletesLast) {}

    /** A version as it was found: which transactions it has, in which order some of them came, and a text of all of it. */
    record Found(Vector vector, List<Long> order) {}

    private final int workers;
    private final long seed;

    SharedModel(int workers, long seed) {
        this.workers = workers;
        this.seed = seed;
    }

    int workers() {
        return workers;
    }

    private Step step(int worker, int k) {
        Random random = new Random(seed * 31 + worker * 1_000_003L + k * 7919L);
        random.nextLong();
        int made = random.nextInt(6);
        return new Step(
                random.nextInt(CELLS),
                1 + random.nextInt(100),
                random.nextInt(3) == 0,
                made > 2 ? 0 : made,
                random.nextInt(3) == 0);
    }

    static void create(Path path, FileOptions options, int workers) {
        try (H5File file = H5.create(path, options)) {
            for (int w = 0; w < workers; w++) {
                growing(file, "own/" + w);
                file.createGroup("made/" + w);
            }
            growing(file, "list");
            file.put("cells", new long[CELLS]);
        }
    }

    private static void growing(H5File file, String name) {
        file.create(name)
                .type(DType.I64)
                .shape(0)
                .maxShape(H5.UNLIMITED)
                .chunk(4)
                .create();
    }

    private static long element(int worker, int k) {
        return worker * 1_000_000L + k;
    }

    /** Makes the next transaction of a worker. Returns its number, from 1. */
    int change(Transaction tx, int worker) {
        int k = (int) tx.dataset("own/" + worker).shape()[0];
        Step step = step(worker, k);
        tx.dataset("own/" + worker).append(new long[] {element(worker, k)});
        Dataset cells = tx.dataset("cells");
        Slice cell = Slice.of(Integer.toString(step.cell));
        cells.write(cell, new long[] {cells.read(long[].class, cell)[0] + step.add});
        if (step.lists) {
            tx.dataset("list").append(new long[] {element(worker, k)});
        }
        if (step.deletesLast) {
            String last = last(worker, k);
            if (last != null) {
                tx.delete(last);
            }
        }
        if (step.creates > 0) {
            tx.put(name(worker, k), content(worker, k, step.creates));
        }
        return k + 1;
    }

    private static String name(int worker, int k) {
        return "made/" + worker + "/" + k;
    }

    private static long[] content(int worker, int k, int kind) {
        long[] values = new long[kind == 1 ? 5 : BIG];
        Arrays.fill(values, element(worker, k));
        return values;
    }

    private @org.jspecify.annotations.Nullable String last(int worker, int k) {
        Map<String, Integer> made = made(worker, k);
        int newest = -1;
        for (String name : made.keySet()) {
            newest = Math.max(newest, Integer.parseInt(name));
        }
        return newest < 0 ? null : name(worker, newest);
    }

    /** What a worker's first {@code count} transactions have left of what they made: names, and kinds. */
    private Map<String, Integer> made(int worker, int count) {
        java.util.TreeMap<Integer, Integer> made = new TreeMap<>();
        for (int k = 0; k < count; k++) {
            Step step = step(worker, k);
            if (step.deletesLast && !made.isEmpty()) {
                made.remove(made.lastKey());
            }
            if (step.creates > 0) {
                made.put(k, step.creates);
            }
        }
        Map<String, Integer> names = new TreeMap<>();
        made.forEach((k, kind) -> names.put(Integer.toString(k), kind));
        return names;
    }

    /** Reads all of a version and checks that it is what its transactions make. */
    Found read(H5File file) {
        List<Integer> counts = new ArrayList<>();
        for (int w = 0; w < workers; w++) {
            long[] own = file.dataset("own/" + w).i64();
            for (int k = 0; k < own.length; k++) {
                assertThat(own[k]).as("element %d of worker %d", k, w).isEqualTo(element(w, k));
            }
            counts.add(own.length);
        }
        long[] cells = new long[CELLS];
        List<Long> listed = new ArrayList<>();
        for (int w = 0; w < workers; w++) {
            for (int k = 0; k < counts.get(w); k++) {
                Step step = step(w, k);
                cells[step.cell] += step.add;
                if (step.lists) {
                    listed.add(element(w, k));
                }
            }
            checkMade(file, w, counts.get(w));
        }
        assertThat(file.dataset("cells").i64()).as("cells at %s", counts).isEqualTo(cells);
        List<Long> order = Arrays.stream(file.dataset("list").i64()).boxed().toList();
        assertThat(order).as("list at %s", counts).containsExactlyInAnyOrderElementsOf(listed);
        return new Found(new Vector(counts), order);
    }

    private void checkMade(H5File file, int worker, int count) {
        Map<String, Integer> made = made(worker, count);
        assertThat(file.group("made/" + worker).names())
                .as("made by %d at %d", worker, count)
                .containsExactlyInAnyOrderElementsOf(made.keySet());
        made.forEach((name, kind) -> assertThat(
                        file.dataset("made/" + worker + "/" + name).i64())
                .as("made/%d/%s at %d", worker, name, count)
                .isEqualTo(content(worker, Integer.parseInt(name), kind)));
    }
}
