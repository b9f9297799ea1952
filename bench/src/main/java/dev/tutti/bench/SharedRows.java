package dev.tutti.bench;

import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.Durability;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** The rows of shared mode: small commits beside SQLite's, and readers beside a writer that commits without pause. */
final class SharedRows implements AutoCloseable {
    private static final int COMMITS = 5_000;
    private static final int DURABLE = 320;
    private static final int WRITERS = 16;
    private static final long READING_NANOS = 3_000_000_000L;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final Path directory;

    SharedRows(Path directory) {
        this.directory = directory;
    }

    private <T extends AutoCloseable> T keep(T side) {
        open.add(side);
        return side;
    }

    List<Row> all() throws Exception {
        SharedSide consistent = keep(new SharedSide(directory.resolve("p1.h5"), Durability.CONSISTENT, 1));
        SharedSide durable = keep(new SharedSide(directory.resolve("p2.h5"), Durability.DURABLE, 1));
        SharedSide group = keep(new SharedSide(directory.resolve("p16.h5"), Durability.DURABLE, WRITERS));
        SqliteSide normal = keep(new SqliteSide(directory.resolve("normal.db"), "NORMAL"));
        SqliteSide full = keep(new SqliteSide(directory.resolve("full.db"), "FULL"));
        return List.of(
                new Row(
                        "shared: commit of one value, CONSISTENT, 1 thread",
                        "1.0 × SQLite",
                        COMMITS,
                        List.of(
                                new Contender(Rows.TUTTI, () -> consistent.commits(COMMITS)),
                                new Contender("SQLite WAL NORMAL", () -> normal.commits(COMMITS)))),
                new Row(
                        "shared: commit of one value, DURABLE, 1 thread",
                        "0.9 × SQLite",
                        DURABLE,
                        List.of(
                                new Contender(Rows.TUTTI, () -> durable.commits(DURABLE)),
                                new Contender("SQLite WAL FULL", () -> full.commits(DURABLE)))),
                new Row(
                        "shared: commit of one value, DURABLE, 16 threads, against 1 connection",
                        "6 × SQLite",
                        DURABLE,
                        List.of(
                                new Contender(Rows.TUTTI, () -> group.commits(DURABLE)),
                                new Contender("SQLite WAL FULL", () -> full.commits(DURABLE)))));
    }

    /** Reads per second of one thread, without a writer and beside one that commits without pause, and the longest wait of a read. */
    void readersBesideAWriter(Report out) throws Exception {
        try (SharedSide side = new SharedSide(directory.resolve("readers.h5"), Durability.CONSISTENT, 2)) {
            side.commits(20_000);
            Dataset read = side.file().dataset("d0");
            AtomicLong longest = new AtomicLong();
            reads(read, longest);
            longest.set(0);
            double alone = reads(read, longest);
            long longestAlone = longest.getAndSet(0);
            AtomicBoolean stop = new AtomicBoolean();
            Dataset written = side.file().dataset("d1");
            Thread writer = new Thread(() -> {
                while (!stop.get()) {
                    written.append(new double[] {1});
                }
            });
            writer.start();
            double beside = reads(read, longest);
            stop.set(true);
            writer.join();
            Map<String, Object> members = new LinkedHashMap<>();
            members.put("work", "reads of 10,000 values");
            members.put("reads_per_second_alone", alone);
            members.put("reads_per_second_beside_a_writer", beside);
            members.put("ratio", beside / alone);
            members.put("longest_ms_alone", longestAlone / 1e6);
            members.put("longest_ms_beside_a_writer", longest.get() / 1e6);
            String line = String.format(
                    Locale.ROOT,
                    "%nshared: reads of 10,000 values per second: %.0f alone, %.0f beside a writer that commits without pause: %.2f (to reach: 0.8);"
                            + " longest read %.1f ms alone, %.1f ms beside it",
                    alone,
                    beside,
                    beside / alone,
                    longestAlone / 1e6,
                    longest.get() / 1e6);
            out.add("shared", line, members);
        }
    }

    private static double reads(Dataset dataset, AtomicLong longest) {
        long start = System.nanoTime();
        long now = start;
        long count = 0;
        double sum = 0;
        while (now - start < READING_NANOS) {
            sum += dataset.f64()[0];
            long after = System.nanoTime();
            longest.accumulateAndGet(after - now, Math::max);
            now = after;
            count++;
        }
        if (Double.isNaN(sum)) {
            throw new IllegalStateException("values were lost");
        }
        return count * 1e9 / (now - start);
    }

    @Override
    public void close() {
        for (AutoCloseable side : open) {
            try {
                side.close();
            } catch (Exception e) {
                throw new IllegalStateException("a side of the comparison cannot be closed", e);
            }
        }
    }
}
