package dev.tutti.table.relay;

import dev.tutti.storage.shared.SharedMemory;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The place of one process: a call, and the answer to it.
 *
 * <pre>
 *   word 0   number of the call, times 8, and the state
 *   word 1   length of the call in bytes
 *   word 2   the state for which the answer was written
 *   word 3   length of the answer in bytes, times 2^32, and its CRC-32C
 *   then     the call, the answer
 * </pre>
 *
 * Only the owner changes word 1 and the call, and only while the state says that nobody has it. A leader that was stopped for long may write an answer to a call that was taken back
 * from it meanwhile: so the answer has a place of its own, and says what it answers and its checksum.
 */
record Seat(SharedMemory memory, int offset) {
    static final int BYTES = 8 << 10;

    private static final int HEAD = 32;
    private static final int ANSWER = 2 << 10;
    static final int CALL = BYTES - HEAD - ANSWER;

    private static final int STATES = 8;
    private static final int FREE = 0;
    private static final int LAID = 1;
    private static final int TAKEN = 2;
    private static final int ANSWERED = 3;
    private static final int RETURNED = 4;

    long state() {
        return memory.get(offset);
    }

    private static long next(long state) {
        return state / STATES * STATES + STATES;
    }

    private static long with(long state, int kind) {
        return state / STATES * STATES + kind;
    }

    private static boolean is(long state, int kind) {
        return state % STATES == kind;
    }

    static boolean isLaid(long state) {
        return is(state, LAID);
    }

    /** By the new owner: what the last one has left is nobody's. */
    void clear() {
        memory.set(offset, next(state()) + FREE);
    }

    /** By the owner. Returns the state of the call. */
    long lay(byte[] call) {
        if (call.length > CALL) {
            throw new IllegalArgumentException("a call of " + call.length + " bytes; there is room for " + CALL);
        }
        long state = next(state());
        memory.set(offset, state + FREE);
        memory.set(offset + 8, call.length);
        put(offset + HEAD, call);
        memory.set(offset, state + LAID);
        return state + LAID;
    }

    /** By the leader; null if the owner was quicker to take it back. */
    @Nullable
    TakenCall take(long laid) {
        long taken = with(laid, TAKEN);
        if (!memory.compareAndSet(offset, laid, taken)) {
            return null;
        }
        long length = memory.get(offset + 8);
        byte[] call = get(offset + HEAD, (int) Math.max(0, Math.min(length, CALL)));
        // Whole only if nobody has changed it while it was read.
        return state() == taken ? new TakenCall(this, taken, call) : null;
    }

    /** Whether the call is still the leader's that has taken it. */
    boolean isHeld(long taken) {
        return state() == taken;
    }

    /** By the leader. An answer that is too long is left out: the owner finds out itself. */
    void answer(long taken, byte[] answer) {
        if (!isHeld(taken)) {
            return;
        }
        byte[] fitting = answer.length > ANSWER ? new byte[0] : answer;
        memory.set(offset + 16, taken);
        memory.set(offset + 24, ((long) fitting.length << 32) | checksum(fitting));
        put(offset + HEAD + CALL, fitting);
        memory.compareAndSet(offset, taken, with(taken, ANSWERED));
    }

    /** By the leader: the call is not done, its owner is to do it. */
    void giveBack(long taken) {
        memory.compareAndSet(offset, taken, with(taken, RETURNED));
    }

    boolean isAnswered(long laid) {
        return state() == with(laid, ANSWERED);
    }

    boolean isReturned(long laid) {
        return state() == with(laid, RETURNED);
    }

    /** By the owner: the answer, or null if it is none. */
    byte @Nullable [] answer(long laid) {
        long check = memory.get(offset + 24);
        long length = check >>> 32;
        if (memory.get(offset + 16) != with(laid, TAKEN) || length == 0 || length > ANSWER) {
            return null;
        }
        byte[] answer = get(offset + HEAD + CALL, (int) length);
        return checksum(answer) == (check & 0xFFFF_FFFFL) ? answer : null;
    }

    /** By the owner: takes the call back if nobody has it. */
    boolean takeBack(long laid) {
        return memory.compareAndSet(offset, laid, next(laid) + FREE);
    }

    /** By the owner: takes the call from who has it, and may have done it; false if it was answered or given back meanwhile. */
    boolean takeAway(long laid) {
        return memory.compareAndSet(offset, with(laid, TAKEN), next(laid) + FREE);
    }

    private static long checksum(byte[] bytes) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes);
        return checksum.getValue();
    }

    private void put(int at, byte[] bytes) {
        for (int i = 0; i < bytes.length; i += Long.BYTES) {
            long word = 0;
            for (int k = 0; k < Long.BYTES && i + k < bytes.length; k++) {
                word |= (bytes[i + k] & 0xFFL) << (8 * k);
            }
            memory.set(at + i, word);
        }
    }

    private byte[] get(int at, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i += Long.BYTES) {
            long word = memory.get(at + i);
            for (int k = 0; k < Long.BYTES && i + k < length; k++) {
                bytes[i + k] = (byte) (word >>> (8 * k));
            }
        }
        return bytes;
    }
}
