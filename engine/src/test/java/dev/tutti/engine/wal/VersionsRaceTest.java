package dev.tutti.engine.wal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.testkit.Seeds;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * One thread adds patches, brings them into the file and forgets them; others read, without a lock, at snapshots of their own. Each sees the bytes of its
 * snapshot (V2), and is told of every change that its transaction would have to know of.
 */
final class VersionsRaceTest {
    private static final int PAGES = 3;
    private static final int PAGE = 4096;

    /** Only so much of each page is changed, so that patches meet. */
    private static final int USED = 48;

    private static final int COMMITS = 4_000;
    private static final int READERS = 3;
    private static final long TIME = 60;

    private record Patch(int page, int at, int length) {}

    /** One round: what is committed, what the file has, and who reads what. */
    private static final class Round {
        final Versions versions = new Versions();
        final byte[] file = new byte[PAGES * PAGE];

        /** What a snapshot of each commit shows of each page; written before the commit is published. */
        final byte[][] states = new byte[COMMITS + 1][PAGES * USED];

        final Patch[] patches = new Patch[COMMITS + 1];
        final long[] marks = new long[READERS];
        final long[] bases = new long[READERS];
        volatile long committed;
        long checkpointed;

        Round() {
            Arrays.fill(marks, Long.MAX_VALUE);
            Arrays.fill(bases, Long.MAX_VALUE);
        }

        void write(Random random) {
            for (int lsn = 1; lsn <= COMMITS; lsn++) {
                int at = random.nextInt(USED);
                Patch patch = new Patch(random.nextInt(PAGES), at, 1 + random.nextInt(USED - at));
                byte[] state = states[lsn - 1].clone();
                int from = patch.page * USED + patch.at;
                Arrays.fill(state, from, from + patch.length, (byte) lsn);
                states[lsn] = state;
                patches[lsn] = patch;
                versions.patch(patch.page, patch.at, patch.length, lsn, 0, lsn);
                committed = lsn;
                if (random.nextInt(20) == 0) {
                    checkpoint();
                }
            }
        }

        private void checkpoint() {
            long target;
            synchronized (this) {
                target = Math.min(committed, Arrays.stream(marks).min().orElseThrow());
            }
            for (int page = 0; page < PAGES; page++) {
                System.arraycopy(states[(int) target], page * USED, file, page * PAGE, USED);
            }
            long oldest;
            synchronized (this) {
                checkpointed = Math.max(checkpointed, target);
                oldest = Math.min(checkpointed, Arrays.stream(bases).min().orElseThrow());
            }
            versions.prune(oldest);
        }

        void read(int reader, Random random) throws IOException {
            while (committed < COMMITS) {
                long snapshot;
                long base;
                synchronized (this) {
                    snapshot = committed;
                    base = checkpointed;
                    marks[reader] = snapshot;
                    bases[reader] = base;
                }
                for (int look = random.nextInt(4); look >= 0; look--) {
                    look(snapshot, base, random);
                }
                synchronized (this) {
                    marks[reader] = Long.MAX_VALUE;
                    bases[reader] = Long.MAX_VALUE;
                }
            }
        }

        private void look(long snapshot, long base, Random random) throws IOException {
            int page = random.nextInt(PAGES);
            int from = random.nextInt(USED);
            int length = 1 + random.nextInt(USED - from);
            ByteBuffer bytes = ByteBuffer.allocate(length);
            bytes.put(file, page * PAGE + from, length).flip();
            versions.overlay((long) page * PAGE + from, bytes, base, snapshot, Round::image);
            byte[] expected =
                    Arrays.copyOfRange(states[(int) snapshot], page * USED + from, page * USED + from + length);
            assertThat(bytes.array())
                    .as("page %d at %d, over %d", page, snapshot, base)
                    .isEqualTo(expected);
            long newest = committed;
            boolean changed = versions.changed((long) page * PAGE + from, length, snapshot, newest);
            assertThat(changed)
                    .as("changes of page %d from %d to %d", page, snapshot, newest)
                    .isEqualTo(isPatched(page, from, length, snapshot, newest));
        }

        private boolean isPatched(int page, int from, int length, long after, long upTo) {
            for (int lsn = (int) after + 1; lsn <= upTo; lsn++) {
                Patch patch = patches[lsn];
                if (patch.page == page && patch.at < from + length && patch.at + patch.length > from) {
                    return true;
                }
            }
            return false;
        }

        /** The bytes of a patch are its number. */
        private static void image(long position, int length, int crc, int from, ByteBuffer target) {
            while (target.hasRemaining()) {
                target.put((byte) position);
            }
        }
    }

    @Test
    void eachReaderSeesItsSnapshotWhileOthersAreMadeAndForgotten() {
        Seeds.repeat(4, VersionsRaceTest::round);
    }

    private static void round(Random random) throws InterruptedException {
        Round round = new Round();
        ExecutorService threads = Executors.newFixedThreadPool(READERS);
        try {
            List<Future<?>> readers = new ArrayList<>();
            for (int r = 0; r < READERS; r++) {
                int reader = r;
                Random own = new Random(random.nextLong());
                readers.add(threads.submit(() -> {
                    round.read(reader, own);
                    return null;
                }));
            }
            round.write(random);
            for (Future<?> reader : readers) {
                reader.get(TIME, TimeUnit.SECONDS);
            }
            assertThat(round.versions.size()).as("patches that are kept").isLessThanOrEqualTo(COMMITS);
        } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new AssertionError(e.getCause() == null ? e : e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }
}
