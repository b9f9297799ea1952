package dev.tutti.engine.meta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.engine.commit.BlockImage;
import dev.tutti.errors.H5ClosedException;
import dev.tutti.errors.H5CorruptException;
import dev.tutti.errors.H5Exception;
import dev.tutti.format.io.Widths;
import dev.tutti.storage.Storage;
import dev.tutti.storage.StoreFile;
import dev.tutti.testkit.Seeds;
import dev.tutti.testkit.store.FaultStorage;
import dev.tutti.testkit.store.SimStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Blocks that are torn, hostile or missing: the right value, or one error within the time that was given. */
@Timeout(60)
final class BlockReaderTest {
    private static final Path PATH = Path.of("/cells");
    private static final Duration PATIENCE = Duration.ofMillis(200);
    private static final int LENGTH = 5000;

    private final FaultStorage storage = new FaultStorage(new SimStorage());

    private StoreFile file(byte[] content) throws IOException {
        StoreFile file = storage.open(PATH, Storage.Mode.CREATE_NEW);
        file.write(0, ByteBuffer.wrap(content));
        return file;
    }

    private static BlockReader patient(StoreFile file) {
        return new BlockReader(file, 0, Widths.EIGHT, PATIENCE);
    }

    private static byte[] torn() {
        byte[] bytes = new Cell(LENGTH, 2).bytes();
        System.arraycopy(new Cell(LENGTH, 1).bytes(), 0, bytes, 0, 4096); // new pages, old pages
        return bytes;
    }

    private static long millis(Runnable run) {
        long start = System.nanoTime();
        run.run();
        return (System.nanoTime() - start) / 1_000_000;
    }

    @Test
    void aTornBlockIsReadAgainUntilItIsWhole() throws Exception {
        try (StoreFile file = file(torn())) {
            Thread writer = new Thread(() -> {
                try {
                    Thread.sleep(30);
                    file.write(0, ByteBuffer.wrap(new Cell(LENGTH, 2).bytes()));
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            writer.start();
            assertThat(patient(file).read(0, Cell.CODEC).value()).isEqualTo(new Cell(LENGTH, 2));
            writer.join();
        }
    }

    @Test
    void aBlockThatStaysTornIsAnErrorInTimeAndTheNextTakesLess() throws IOException {
        try (StoreFile file = file(torn())) {
            BlockReader reader = patient(file);
            long first = millis(() -> assertThatThrownBy(() -> reader.read(0, Cell.CODEC))
                    .isInstanceOf(H5CorruptException.class)
                    .hasMessageContaining("cell"));
            assertThat(first).isBetween(150L, 2000L);
            long many = millis(() -> {
                for (int i = 0; i < 100; i++) {
                    assertThatThrownBy(() -> reader.read(0, Cell.CODEC)).isInstanceOf(H5CorruptException.class);
                }
            });
            assertThat(many).as("100 more").isLessThan(3000);
        }
    }

    @Test
    void aBlockThatADeadWriterToreComesFromItsJournal() throws IOException {
        try (StoreFile file = file(torn())) {
            byte[] whole = new Cell(LENGTH, 2).bytes();
            List<BlockImage> journal = List.of(new BlockImage(0, ByteBuffer.wrap(whole)));
            BlockReader reader = new BlockReader(file, 0, Widths.EIGHT, -1, PATIENCE, () -> journal, null);
            assertThat(reader.read(0, Cell.CODEC).value()).isEqualTo(new Cell(LENGTH, 2));
        }
    }

    /** On a busy machine the time may be over before there was a second attempt. */
    @Test
    void theJournalIsLookedAtHoweverLittleTimeThereIs() throws IOException {
        try (StoreFile file = file(torn())) {
            List<BlockImage> journal = List.of(new BlockImage(0, ByteBuffer.wrap(new Cell(LENGTH, 2).bytes())));
            BlockReader reader = new BlockReader(file, 0, Widths.EIGHT, -1, Duration.ofNanos(1), () -> journal, null);
            assertThat(reader.read(0, Cell.CODEC).value()).isEqualTo(new Cell(LENGTH, 2));
        }
    }

    @Test
    void anotherBlocksJournalDoesNotHelp() throws IOException {
        try (StoreFile file = file(torn())) {
            List<BlockImage> journal = List.of(new BlockImage(LENGTH, ByteBuffer.wrap(new byte[100])));
            BlockReader reader = new BlockReader(file, 0, Widths.EIGHT, -1, PATIENCE, () -> journal, null);
            assertThatThrownBy(() -> reader.read(0, Cell.CODEC)).isInstanceOf(H5CorruptException.class);
        }
    }

    /** One thread writes a block over and over in two parts; another reads it. It gets values that were written whole, and newer ones later. */
    @Test
    void whatIsReadBesideAWriterIsNeverTorn() throws Exception {
        try (StoreFile file = file(new Cell(LENGTH, 0).bytes())) {
            BlockReader reader = new BlockReader(file, 0, Widths.EIGHT, Duration.ofSeconds(20));
            AtomicBoolean over = new AtomicBoolean();
            AtomicReference<Throwable> failed = new AtomicReference<>();
            Thread writer = new Thread(() -> {
                try {
                    for (long number = 1; !over.get(); number++) {
                        ByteBuffer bytes = ByteBuffer.wrap(new Cell(LENGTH, number).bytes());
                        file.write(0, bytes.slice(0, 4096));
                        Thread.yield();
                        file.write(4096, bytes.slice(4096, LENGTH - 4096));
                        Thread.yield();
                    }
                } catch (IOException e) {
                    failed.set(e);
                }
            });
            writer.start();
            long last = 0;
            try {
                long end = System.nanoTime() + 500_000_000;
                while (System.nanoTime() < end) {
                    long now = reader.read(0, Cell.CODEC).value().number();
                    assertThat(now).isGreaterThanOrEqualTo(last);
                    last = now;
                }
            } finally {
                over.set(true);
                writer.join();
            }
            assertThat(last).isPositive();
            assertThat(failed.get()).isNull();
        }
    }

    @Test
    void hostileLengthsAndAddressesTakeNoMemoryAndNoTime() throws IOException {
        byte[] bytes = new byte[1 << 17];
        System.arraycopy(new Cell(100, 1).bytes(), 0, bytes, 0, 100);
        ByteBuffer hostile = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        try (StoreFile file = file(bytes)) {
            BlockReader reader = new BlockReader(file, 0, Widths.EIGHT, Duration.ZERO);
            for (int length : new int[] {0, 1, 19, 99, 101, 1 << 17, (1 << 17) + 1, Integer.MAX_VALUE, -1, 1 << 31}) {
                hostile.putInt(4, length);
                file.write(0, ByteBuffer.wrap(bytes, 0, 8));
                // A buffer as long as the length says would not fit the heap of the tests.
                long taken = millis(() -> assertThatThrownBy(() -> reader.read(0, Cell.CODEC))
                        .as("length %d", length)
                        .isInstanceOf(H5CorruptException.class));
                assertThat(taken).isLessThan(1000);
            }
            for (long address : new long[] {-1, -2, Long.MIN_VALUE, 1 << 17, 1L << 40, Long.MAX_VALUE}) {
                for (BlockReader one : List.of(reader, new BlockReader(file, 512, Widths.EIGHT, Duration.ZERO))) {
                    assertThatThrownBy(() -> one.read(address, Cell.CODEC))
                            .as("address %d", address)
                            .isInstanceOf(H5CorruptException.class);
                }
            }
        }
    }

    @Test
    void whatRandomBytesSayIsRefusedOrRight() {
        Seeds.repeat(20, random -> {
            byte[] bytes = content(random);
            FaultStorage fresh = new FaultStorage(new SimStorage());
            try (StoreFile file = fresh.open(PATH, Storage.Mode.CREATE_NEW)) {
                file.write(0, ByteBuffer.wrap(bytes));
                BlockReader reader = new BlockReader(file, 0, Widths.EIGHT, Duration.ZERO);
                for (int i = 0; i < 200; i++) {
                    int at = random.nextInt(bytes.length);
                    byte was = bytes[at];
                    bytes[at] ^= (byte) (1 << random.nextInt(8));
                    file.write(at, ByteBuffer.wrap(bytes, at, 1));
                    try {
                        assertThat(reader.read(0, Cell.CODEC).value()).isEqualTo(new Cell(300, 7));
                        assertThat(at).as("a flip inside the block is seen").isGreaterThanOrEqualTo(300);
                    } catch (H5CorruptException e) {
                        assertThat(at).isLessThan(300);
                    }
                    bytes[at] = was;
                    file.write(at, ByteBuffer.wrap(bytes, at, 1));
                }
            }
        });
    }

    private static byte[] content(Random random) {
        byte[] bytes = new byte[600];
        random.nextBytes(bytes);
        System.arraycopy(new Cell(300, 7).bytes(), 0, bytes, 0, 300);
        return bytes;
    }

    @Test
    void aDiskThatFailsIsNoDamage() throws IOException {
        StoreFile file = file(new Cell(100, 1).bytes());
        BlockReader reader = patient(file);
        storage.plan(FaultStorage.Fault.IO_ERROR, 1, FaultStorage.Times.FOR_EVER);
        assertThatThrownBy(() -> reader.read(0, Cell.CODEC))
                .isInstanceOf(H5Exception.class)
                .isNotInstanceOf(H5CorruptException.class)
                .hasMessageContaining("injected");
        storage.heal();
        assertThat(reader.read(0, Cell.CODEC).value()).isEqualTo(new Cell(100, 1));
        file.close();
        assertThatThrownBy(() -> reader.read(0, Cell.CODEC)).isInstanceOf(H5ClosedException.class);
    }
}
