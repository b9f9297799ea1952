package dev.tutti.locks;

import dev.tutti.errors.H5Exception;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.storage.Storage;
import dev.tutti.storage.lock.HostLock;
import dev.tutti.storage.shared.LockTimeoutException;
import dev.tutti.storage.shared.LockWait;
import dev.tutti.storage.shared.SharedMemory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One open lock file: 8 words and then the entries of those who wait and hold.
 *
 * <pre>
 *   word 0   magic
 *   word 1   the last number that was given in the order of arrival
 *   word 2   the largest token that was ever granted
 * </pre>
 *
 * <p>Numbered lock 0 is held, for microseconds, by who changes more than its own entry; lock 16 + i belongs to entry i. One per JVM and
 * file; a numbered lock belongs to this object, so {@link #own} tells which entries are this JVM's. All methods but the ones that say so
 * hold the monitor.
 */
final class Board {
    static final int SLOTS = 256;

    private static final long MAGIC = 0x5455_5454_494c_4b31L; // "TUTTILK1"
    private static final int LAST_NUMBER = 8;
    private static final int LAST_TOKEN = 16;
    private static final int HEADER = 64;
    private static final int SIZE = HEADER + SLOTS * LockSlot.BYTES;
    private static final int CHANGING = 0;
    private static final int FIRST_SLOT_LOCK = 16;

    private final Path path;
    private final SharedMemory memory;
    private final BitSet own = new BitSet();

    /** How many claims use it. Guarded by {@link Boards}. */
    int users;

    private Board(Path path, SharedMemory memory) {
        this.path = path;
        this.memory = memory;
    }

    static Board open(Storage storage, Path path) throws IOException {
        refuseForeign(path);
        SharedMemory memory = storage.share(path, SIZE);
        boolean good = false;
        try {
            if (!memory.isWritable()) {
                throw new H5Exception(
                        path + ": may only be read; whoever locks the file has to be able to write its lock file");
            }
            if (!memory.compareAndSet(0, 0, MAGIC) && memory.get(0) != MAGIC) {
                throw notOurs(path);
            }
            good = true;
            return new Board(path, memory);
        } finally {
            if (!good) {
                memory.close();
            }
        }
    }

    /** A shorter file is filled up when it is opened: not one of somebody else's. */
    private static void refuseForeign(Path path) throws IOException {
        if (!Files.exists(path) || Files.size(path) >= SIZE) {
            return;
        }
        byte[] beginning = new byte[Long.BYTES];
        try (InputStream in = Files.newInputStream(path)) {
            in.readNBytes(beginning, 0, beginning.length);
        }
        long magic = ByteBuffer.wrap(beginning).order(ByteOrder.nativeOrder()).getLong();
        if (magic != 0 && magic != MAGIC) {
            throw notOurs(path);
        }
    }

    private static H5UnsupportedException notOurs(Path path) {
        return new H5UnsupportedException(
                path + ": is not a lock file of this version of Tutti; move it away if nobody needs it");
    }

    Path path() {
        return path;
    }

    /** Of the lock file that is open; another one than the path's if that was replaced. Takes no monitor. */
    Object identity() {
        return memory.identity();
    }

    /** Does {@code change} while nobody else changes entries; null if that could not be had within so long. */
    synchronized <T> @Nullable T changing(Duration longest, Supplier<T> change) throws IOException {
        try {
            LockWait.acquire(memory, CHANGING, longest, () -> memory.holder(CHANGING));
        } catch (LockTimeoutException e) {
            return null;
        }
        try {
            return change.get();
        } finally {
            memory.unlock(CHANGING);
        }
    }

    /** Who has kept {@link #changing} from others. Takes no monitor. */
    String changer() {
        return memory.holder(CHANGING);
    }

    /** Takes a free entry; -1 if there is none. While changing. */
    int takeSlot() {
        for (int slot = 0; slot < SLOTS; slot++) {
            if (!own.get(slot) && (stateOf(slot) == 0 || isDead(slot)) && tryLock(slot)) {
                own.set(slot);
                return slot;
            }
        }
        return -1;
    }

    /** Whether the entry's owner is gone; if so the entry is freed. While changing. */
    boolean isDead(int slot) {
        if (own.get(slot) || !tryLock(slot)) {
            return false;
        }
        LockSlot.free(memory, offset(slot));
        unlock(slot);
        return true;
    }

    private boolean tryLock(int slot) {
        try {
            return memory.tryLock(FIRST_SLOT_LOCK + slot, HostLock.Mode.EXCLUSIVE);
        } catch (IOException e) {
            throw new H5Exception(path + ": the system does not lock: " + e.getMessage(), e);
        }
    }

    private void unlock(int slot) {
        try {
            memory.unlock(FIRST_SLOT_LOCK + slot);
        } catch (IOException e) {
            throw new H5Exception(path + ": the system does not unlock: " + e.getMessage(), e);
        }
    }

    void write(int slot, LockSlot content) {
        content.write(memory, offset(slot));
    }

    /** Takes no monitor. */
    LockSlot read(int slot) {
        return LockSlot.read(memory, offset(slot));
    }

    /** Takes no monitor. */
    int stateOf(int slot) {
        return LockSlot.stateAt(memory, offset(slot));
    }

    /** Takes no monitor. */
    long numberOf(int slot) {
        return LockSlot.numberAt(memory, offset(slot));
    }

    /** Gives an entry of one's own back. The state first: whoever sees it as free need not ask who owned it. */
    synchronized void giveBack(int slot) {
        LockSlot.free(memory, offset(slot));
        own.clear(slot);
        unlock(slot);
    }

    /** While changing. */
    long nextNumber() {
        long number = memory.get(LAST_NUMBER) + 1;
        memory.set(LAST_NUMBER, number);
        return number;
    }

    /** Larger than all before, also if this file was made anew since. While changing. */
    long nextToken() {
        long token = Math.max(memory.get(LAST_TOKEN) + 1, System.currentTimeMillis() * 1_000);
        memory.set(LAST_TOKEN, token);
        return token;
    }

    /** Whether the system still knows of this JVM's locks. Takes no monitor. */
    boolean audit() throws IOException {
        return memory.audit();
    }

    /** Takes no monitor. */
    void pause(long nanos) {
        memory.pause(nanos);
    }

    synchronized void close() throws IOException {
        memory.close();
    }

    private static int offset(int slot) {
        return HEADER + slot * LockSlot.BYTES;
    }
}
