package dev.tutti.locks;

import dev.tutti.storage.lock.ProcessIdentity;
import dev.tutti.storage.shared.SharedMemory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;

/**
 * One entry of a lock file: one who waits or holds. 20 words of 8 bytes in the order of the machine:
 *
 * <pre>
 *   word  0      state: 0 free, else 1 waiting or 2 holding | 16 if writing | 256 if fair
 *   word  1      its number in the order of arrival
 *   word  2      fencing token; 0 of one who waits
 *   word  3      since when, in milliseconds of the epoch
 *   word  4, 5   process: number, time of start
 *   word  6, 7   boot of the host, as the two halves of its UUID
 *   word  8..13  host, UTF-8, the rest zero
 *   word 14..19  thread, the same
 * </pre>
 *
 * The entry counts while its state is not 0 and its owner has the numbered lock that belongs to it, which the system releases when the
 * process ends; the rest is for the names in messages. The state is written last.
 */
record LockSlot(
        int state,
        long number,
        long token,
        long sinceMillis,
        long pid,
        long startTime,
        long bootHigh,
        long bootLow,
        String host,
        String thread) {
    static final int WORDS = 20;
    static final int BYTES = WORDS * Long.BYTES;

    private static final int WAITING = 1;
    private static final int HOLDING = 2;
    private static final int WRITING = 16;
    private static final int FAIR = 256;
    private static final int TEXT_WORDS = 6;
    private static final int HOST = 8;
    private static final int THREAD = 14;

    /** The entry of one who begins to wait, in this process and thread. */
    static LockSlot waiting(LockMode mode, LockOptions.Policy policy, long number) {
        ProcessIdentity process = ThisProcess.IDENTITY;
        long[] boot = halves(process.bootId());
        return new LockSlot(
                WAITING | (mode == LockMode.WRITE ? WRITING : 0) | (policy == LockOptions.Policy.FAIR ? FAIR : 0),
                number,
                0,
                System.currentTimeMillis(),
                process.pid(),
                process.startTime(),
                boot[0],
                boot[1],
                process.host(),
                Thread.currentThread().getName());
    }

    /** The same, holding from now on. */
    LockSlot holding(long granted) {
        int held = (state & ~WAITING) | HOLDING;
        return new LockSlot(
                held, number, granted, System.currentTimeMillis(), pid, startTime, bootHigh, bootLow, host, thread);
    }

    static boolean isHolding(int state) {
        return (state & HOLDING) != 0;
    }

    static boolean isWriting(int state) {
        return (state & WRITING) != 0;
    }

    /** A reader who lets all writers go first. */
    static boolean isPolite(int state) {
        return (state & (WRITING | FAIR)) == 0;
    }

    /** Only the state of the entry at {@code offset}. */
    static int stateAt(SharedMemory memory, int offset) {
        return (int) memory.get(offset);
    }

    static long numberAt(SharedMemory memory, int offset) {
        return memory.get(offset + Long.BYTES);
    }

    static void free(SharedMemory memory, int offset) {
        memory.set(offset, 0);
    }

    static LockSlot read(SharedMemory memory, int offset) {
        long[] words = new long[WORDS];
        Arrays.setAll(words, i -> memory.get(offset + i * Long.BYTES));
        return new LockSlot(
                (int) words[0],
                words[1],
                words[2],
                words[3],
                words[4],
                words[5],
                words[6],
                words[7],
                text(words, HOST),
                text(words, THREAD));
    }

    void write(SharedMemory memory, int offset) {
        long[] words = new long[WORDS];
        long[] numbers = {state, number, token, sinceMillis, pid, startTime, bootHigh, bootLow};
        System.arraycopy(numbers, 0, words, 0, numbers.length);
        put(words, HOST, host);
        put(words, THREAD, thread);
        for (int i = WORDS - 1; i >= 0; i--) {
            memory.set(offset + i * Long.BYTES, words[i]);
        }
    }

    Holder holder() {
        String boot = bootHigh == 0 && bootLow == 0 ? "" : new UUID(bootHigh, bootLow).toString();
        LockMode mode = isWriting(state) ? LockMode.WRITE : LockMode.READ;
        return new Holder(mode, host, pid, startTime, boot, thread, Instant.ofEpochMilli(sinceMillis), token);
    }

    private static long[] halves(String boot) {
        try {
            UUID uuid = UUID.fromString(boot);
            return new long[] {uuid.getMostSignificantBits(), uuid.getLeastSignificantBits()};
        } catch (IllegalArgumentException e) {
            return new long[2]; // Not a system that tells.
        }
    }

    private static void put(long[] words, int first, String text) {
        byte[] bytes = Arrays.copyOf(text.getBytes(StandardCharsets.UTF_8), TEXT_WORDS * Long.BYTES);
        ByteBuffer.wrap(bytes).asLongBuffer().get(words, first, TEXT_WORDS);
    }

    private static String text(long[] words, int first) {
        ByteBuffer bytes = ByteBuffer.allocate(TEXT_WORDS * Long.BYTES);
        bytes.asLongBuffer().put(words, first, TEXT_WORDS);
        int length = 0;
        while (length < bytes.capacity() && bytes.get(length) != 0) {
            length++;
        }
        return new String(bytes.array(), 0, length, StandardCharsets.UTF_8);
    }
}
