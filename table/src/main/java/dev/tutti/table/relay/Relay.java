package dev.tutti.table.relay;

import dev.tutti.storage.NioStorage;
import dev.tutti.storage.Storage;
import dev.tutti.storage.lock.HostLock;
import dev.tutti.storage.shared.SharedMemory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Memory that the processes of one host share, in which they lay down calls for the one that leads, and find its answers. Each process that lays down calls has a seat of its own,
 * one call at a time; the system frees the seat and the lead of one that dies.
 *
 * <pre>
 *   word 0   the seat of who led last, and 1 added; 0 if nobody has yet
 *   word 1   how many calls of others it had with its own
 *   word 2   nanoseconds that it took
 *   then     the seats (see {@link Seat})
 * </pre>
 *
 * <p>Numbered lock 0 is the lead, lock 1 the upkeep, lock 16 + i belongs to seat i. What stands here is never needed: who gets no answer does the work itself, under a name by which
 * the table knows what is done. Thread-safe, but for {@link #share}, and what the leader does, which are one thread's at a time.
 */
public final class Relay implements AutoCloseable {
    /** The longest call that can be laid down, in bytes. */
    public static final int LONGEST_CALL = Seat.CALL;

    static final int SEATS = 64;

    private static final int LAST_LEADER = 0;
    private static final int LAST_CALLS = 8;
    private static final int LAST_NANOS = 16;
    private static final int HEADER = 64;
    private static final int SIZE = HEADER + SEATS * Seat.BYTES;
    private static final int LEAD = 0;
    private static final int UPKEEP = 1;
    private static final int FIRST_SEAT_LOCK = 16;

    /** Before another process takes the lead, it gives the one that led last so long to do it again: its code is compiled, it has read what the newest version is like, and nobody has to read that anew. */
    private static final long AGAIN_NANOS = 3_000_000;

    /** At most this part of the time that the last commit took is waited for those who came with it. */
    private static final int WAITING_PART = 4;

    private static final long LONGEST_WAIT = 20_000_000;
    private static final long SHORTEST_PAUSE = 50_000;

    private final SharedMemory memory;
    private int own = -1;

    private Relay(SharedMemory memory) {
        this.memory = memory;
    }

    /**
     * Opens the file, which is made if it is not there.
     *
     * @throws IOException if it cannot be, or not for writing
     */
    public static Relay open(Path file) throws IOException {
        return open(new NioStorage(), file);
    }

    /** The same on another storage. */
    static Relay open(Storage storage, Path file) throws IOException {
        SharedMemory memory = storage.share(file, SIZE);
        if (!memory.isWritable()) {
            memory.close();
            throw new IOException(file + ": may only be read");
        }
        return new Relay(memory);
    }

    /** How it went on with a call. */
    public enum Outcome {
        /** It is done. */
        ANSWERED,
        /** The caller leads, and is to do it. */
        LEADING,
        /** The caller is to do it, without the lead. */
        ALONE
    }

    /**
     * How it went on with a call.
     *
     * @param open whether another may have done it all the same: one who was killed or stopped before the answer
     * @param answer null if there is none, or it was too long, or written over: if the call is done the caller has to find out how
     */
    public record Shared(Outcome outcome, boolean open, byte @Nullable [] answer) {
        /** Alone, and nobody else had the call. */
        public static final Shared ALONE = new Shared(Outcome.ALONE, false, null);

        static final Shared LEADING = new Shared(Outcome.LEADING, false, null);
    }

    /**
     * Takes the lead if nobody has it, or lays a call down for the one that has, and waits for the answer. Who led last is let go first, for a moment. Interrupts neither shorten nor end
     * the wait and are still there afterwards.
     *
     * @param call at most {@link #LONGEST_CALL} bytes, or null if it is not to be handed over; asked for if another leads
     * @param longest how long to wait for an answer
     * @throws IOException if the system does not lock; nothing was laid down
     * @throws dev.tutti.errors.H5ClosedException if this was closed meanwhile: nobody knows then what becomes of the call
     */
    public Shared share(Supplier<byte @Nullable []> call, Duration longest) throws IOException {
        long last = memory.get(LAST_LEADER);
        boolean first = last <= 0 || last > SEATS || last == own + 1 || !isTaken((int) last - 1);
        if (first && tryLead()) {
            return Shared.LEADING;
        }
        byte[] handed = isSeated() ? call.get() : null;
        return handed == null
                ? Shared.ALONE
                : new LaidCall(this, memory, seat(own), seat(own).lay(handed)).await(longest);
    }

    boolean tryLead() throws IOException {
        return memory.tryLock(LEAD, HostLock.Mode.EXCLUSIVE);
    }

    /** How long another is given to take the lead again. */
    long again() {
        return memory.get(LAST_LEADER) == own + 1 ? 0 : AGAIN_NANOS;
    }

    /** Waits, while leading, until as many calls have been laid down as the last leader had, for a part of the time that its commit took. */
    public void awaitOthers() {
        long expected = memory.get(LAST_CALLS);
        if (expected <= 0) {
            return;
        }
        long begun = memory.nanoTime();
        long longest = Math.min(LONGEST_WAIT, memory.get(LAST_NANOS) / WAITING_PART);
        boolean interrupted = false;
        while (waiting() < expected && memory.nanoTime() - begun < longest) {
            memory.pause(SHORTEST_PAUSE);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** How many calls others have laid down that nobody has taken yet. */
    public int waiting() {
        int waiting = 0;
        for (int i = 0; i < SEATS; i++) {
            if (i != own && Seat.isLaid(seat(i).state())) {
                waiting++;
            }
        }
        return waiting;
    }

    /** Takes over, while leading, what live processes have laid down. Each call must be answered or given back. */
    public List<TakenCall> take() {
        List<TakenCall> taken = new ArrayList<>();
        for (int i = 0; i < SEATS; i++) {
            Seat seat = seat(i);
            long state = seat.state();
            TakenCall call = i != own && Seat.isLaid(state) && isAlive(i) ? seat.take(state) : null;
            if (call != null) {
                taken.add(call);
            }
        }
        return taken;
    }

    /** Who dies with a call laid down is not to find it done when it begins again. */
    private boolean isAlive(int seat) {
        try {
            return isTaken(seat);
        } catch (IOException e) {
            return false; // The owner does it itself.
        }
    }

    /**
     * Ends the lead.
     *
     * @param calls how many calls of other processes were done
     * @param nanos how long it took
     */
    public void endLead(int calls, long nanos) throws IOException {
        if (isSeated()) {
            memory.set(LAST_LEADER, own + 1L);
            memory.set(LAST_CALLS, calls);
            memory.set(LAST_NANOS, nanos);
        }
        memory.unlock(LEAD);
    }

    /** Gives the lead up without having used it. */
    void yieldLead() throws IOException {
        memory.unlock(LEAD);
    }

    /** Takes what one process at a time does, without waiting. */
    public boolean beginUpkeep() throws IOException {
        return memory.tryLock(UPKEEP, HostLock.Mode.EXCLUSIVE);
    }

    /** Ends what {@link #beginUpkeep} has begun. */
    public void endUpkeep() throws IOException {
        memory.unlock(UPKEEP);
    }

    /** Whether this process has a seat, which it takes now if need be. */
    private boolean isSeated() throws IOException {
        for (int i = 0; own < 0 && i < SEATS; i++) {
            if (memory.tryLock(FIRST_SEAT_LOCK + i, HostLock.Mode.EXCLUSIVE)) {
                seat(i).clear();
                own = i;
            }
        }
        return own >= 0;
    }

    /** Whether somebody who is alive has the seat. */
    private boolean isTaken(int seat) throws IOException {
        if (seat == own) {
            return true;
        }
        if (!memory.tryLock(FIRST_SEAT_LOCK + seat, HostLock.Mode.EXCLUSIVE)) {
            return true;
        }
        memory.unlock(FIRST_SEAT_LOCK + seat);
        return false;
    }

    private Seat seat(int number) {
        return new Seat(memory, HEADER + number * Seat.BYTES);
    }

    /** Frees the seat, and the lead. Calls that are laid down are not answered any more. */
    @Override
    public void close() throws IOException {
        memory.close();
    }
}
