package dev.tutti.hdf5;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.engine.wal.Session;
import dev.tutti.errors.H5CorruptException;
import dev.tutti.storage.Storage;
import dev.tutti.storage.StoreFile;
import dev.tutti.testkit.Seeds;
import dev.tutti.testkit.store.SimStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A byte of the log that changes while nobody has the file open: before the last commit that was secured, in it, and behind it. Either nothing is
 * missing, or the file is refused, and stays refused; only where nothing tells of a lost commit any more may the log end early.
 */
final class SharedDamageTest {
    private static final Path FILE = Path.of("/data/x.h5");
    private static final Path SEGMENT = Path.of("/data/x.h5-wal.000000000001");

    private static final Path MEMORY = Path.of("/data/x.h5-shm");

    /** Behind the header of the segment. */
    private static final int RECORDS = 4096;

    private static final int STRIDE = Seeds.isLong() ? 1 : 197;

    /** A host whose processes were killed, and what its log held. */
    private record Killed(SimStorage host, long[] ends, long end) {
        /** How many of the transactions end at or before a place in the log. */
        int before(long place) {
            int count = 0;
            while (count < ends.length && ends[count] <= place) {
                count++;
            }
            return count;
        }
    }

    private static FileOptions shared(Storage storage, Durability durability) {
        return FileOptions.shared().storage(storage).threads(1).durability(durability);
    }

    /** Eight transactions; the ones with a level of their own are DURABLE, the others CONSISTENT. */
    private static Killed killed(int durable, boolean more) throws IOException {
        SimStorage storage = new SimStorage();
        try (H5File file =
                H5.create(FILE, FileOptions.exclusive().storage(storage).threads(1))) {
            file.put("n", 0L);
        }
        storage.forceDirectory(FILE.getParent());
        long[] ends = new long[8];
        try (H5File file = H5.open(FILE, shared(storage, Durability.CONSISTENT))) {
            Session session = null;
            long begin = 0;
            for (int i = 0; i < ends.length; i++) {
                int number = i;
                if (i < durable || more) {
                    file.update(
                            i + 1 == durable ? Durability.DURABLE : Durability.CONSISTENT,
                            tx -> tx.put("t" + number, (long) number));
                }
                session = Objects.requireNonNull(
                        ((SharedAccess) file.access()).file().attachedSession());
                ends[i] = session.newest();
                begin = i == 0 ? firstRecord(storage) : begin;
            }
            for (int i = 0; i < ends.length; i++) {
                ends[i] += RECORDS - begin;
            }
            return new Killed(
                    storage.afterKill(), ends, Objects.requireNonNull(session).newest() + RECORDS - begin);
        }
    }

    /** Where the log begins to count: in the header of the segment, in its base. */
    private static long firstRecord(SimStorage storage) throws IOException {
        try (StoreFile file = storage.open(SEGMENT, Storage.Mode.READ)) {
            ByteBuffer bytes = ByteBuffer.allocate(RECORDS);
            file.read(0, bytes);
            return dev.tutti.format.log.SegmentHeader.decode(bytes.flip()).base();
        }
    }

    private static void flip(SimStorage host, long at) throws IOException {
        try (StoreFile file = host.open(SEGMENT, Storage.Mode.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            file.read(at, one);
            file.write(at, ByteBuffer.wrap(new byte[] {(byte) (one.get(0) ^ 0x10)}));
        }
    }

    /** How many of the transactions are there; -1 if the file is refused. */
    private static int found(SimStorage host, int most) {
        try (H5File file = H5.open(FILE, shared(host, Durability.CONSISTENT))) {
            int count = 0;
            while (count < most && file.contains("t" + count)) {
                assertThat(file.dataset("t" + count).read(Long.class)).isEqualTo(count);
                count++;
            }
            for (int i = count; i < 8; i++) {
                assertThat(file.contains("t" + i)).isFalse();
            }
            return count;
        } catch (H5CorruptException e) {
            assertThat(e).hasMessageContaining("x.h5-wal.");
            return -1;
        }
    }

    /** After kills alone: what the processes shared says how far the log went, so that not even the very last commit is dropped in silence. */
    @Test
    void whileTheHostRunsNoCommitIsDroppedInSilence() {
        Seeds.once(random -> {
            for (boolean more : new boolean[] {true, false}) {
                Killed killed = killed(5, more);
                int all = more ? 8 : 5;
                assertThat(found(killed.host.afterKill(), all)).isEqualTo(all);
                int refused = 0;
                for (long at = RECORDS + random.nextInt(STRIDE); at < killed.end; at += STRIDE) {
                    SimStorage flipped = killed.host.afterKill();
                    flip(flipped, at);
                    int found = found(flipped.afterKill(), all);
                    assertThat(found)
                            .as("transactions with byte %d flipped", at)
                            .isIn(-1, all);
                    if (found < 0) {
                        if (refused++ % 4 != 0) {
                            continue;
                        }
                        assertThat(found(flipped, all)).as("refused once").isEqualTo(-1);
                        assertThat(SharedStatus.of(FILE, flipped).problem()).contains("x.h5-wal.");
                        assertThat(found(flipped, all)).as("refused twice").isEqualTo(-1);
                        flip(flipped, at);
                        assertThat(found(flipped, all)).as("as it was").isEqualTo(all);
                    }
                }
                assertThat(refused).isPositive();
            }
        });
    }

    /** Without that memory, or after a power cut: a byte before the last secured commit that a later record knows of is damage. Behind it the log may end. */
    @Test
    void withoutMemoryOnlyWhatNobodyKnowsToBeSecuredCanBeMissing() {
        Seeds.once(random -> {
            Killed killed = killed(5, true);
            long known = killed.ends[4]; // the sixth transaction says that the fifth was secured
            for (long at = RECORDS + random.nextInt(STRIDE); at < killed.end; at += STRIDE) {
                SimStorage flipped = damaged(killed, at, random);
                int found = found(flipped, 8);
                if (at < known) {
                    assertThat(found)
                            .as("transactions with byte %d flipped", at)
                            .isIn(-1, 8);
                } else {
                    assertThat(found)
                            .as("transactions with byte %d flipped", at)
                            .isIn(killed.before(at), 8);
                }
            }
        });
    }

    private static SimStorage damaged(Killed killed, long at, Random random) throws IOException {
        SimStorage flipped = killed.host.afterKill();
        flip(flipped, at);
        if (random.nextBoolean()) {
            flipped.delete(MEMORY);
        } else {
            try (StoreFile memory = flipped.open(MEMORY, Storage.Mode.WRITE)) {
                memory.write(0, ByteBuffer.wrap(Seeds.bytes(random, (int) memory.size())));
            }
        }
        return flipped;
    }
}
